/** The low-rank change of one linear layer: ΔW = scaling · B A. */
export interface LoraModule {
  readonly rank: number;
  /** `[rank, in]`, row by row. */
  readonly a: Float32Array;
  /** `[out, rank]`, row by row. */
  readonly b: Float32Array;
  /** α / r, or α / √r for a rank-stabilised adapter. */
  readonly scaling: number;
}

/** One LoRA adapter in memory: module path in the base model (`model.layers.0.self_attn.q_proj`) → its change. */
export type Adapter = ReadonlyMap<string, LoraModule>;
