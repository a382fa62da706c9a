/** The low-rank change of one linear layer: ΔW = scaling · B A. With a router, ΔW is another for each token: see {@link Router}. */
export interface LoraModule {
  readonly rank: number;
  /** `[rank, in]`, row by row. */
  readonly a: Float32Array;
  /** `[out, rank]`, row by row. */
  readonly b: Float32Array;
  /** α / r, or α / √r for a rank-stabilised adapter. */
  readonly scaling: number;
  /** Weighs the skills that stand side by side in A and B, token by token. */
  readonly router?: Router;
}

/**
 * The router of one module (LoRA Soups, §3.1, "MoE"): for an input x, skill i counts softmax(W_rᵀ x)ᵢ, and A and B hold the skills
 * side by side along the rank.
 */
export interface Router {
  /** Rows of A that each skill has, in the skills' order; 0 for one that does not adapt the module. Together they are the rank. */
  readonly ranks: readonly number[];
  /** W_rᵀ `[skills, in]`, row by row. */
  readonly weight: Float32Array;
}

/** One LoRA adapter in memory: module path in the base model (`model.layers.0.self_attn.q_proj`) → its change. */
export type Adapter = ReadonlyMap<string, LoraModule>;
