import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import type { LinearTarget } from './layers.ts';
import { type Model, storedWeight, weight } from './model.ts';
import { rotaryCaches } from './rope.ts';

/** What programs choose for themselves: how a frozen linear layer is stored and adapted, and what attention sees. */
export interface Parts {
  /** Applies several linear layers of block `layer` to one input: x `[tokens, in]` → one `[tokens, out]` each. */
  project(x: Value, layer: number, targets: readonly LinearTarget[]): readonly Value[];
  /** q `[batch, heads, sequence, headDim]`, k and v `[batch, keyValueHeads, sequence, headDim]` → shape of q. */
  attend(q: Value, k: Value, v: Value, layer: number): Value;
}

export interface TransformerInputs {
  /** `[batch, sequence]`, i64 */
  readonly ids: Value;
  /** `[batch, sequence]`, i64 */
  readonly positions: Value;
  /** Positions lie below this. */
  readonly maxPositions: number;
  readonly batch: number;
  /** Blocks keep only their input for the gradient and are computed again: about a third more time for far less memory. */
  readonly recomputeBlocks?: boolean;
}

/**
 * Hidden states after the last norm, `[tokens, hidden]` with tokens = batch · sequence, of any of the families:
 *
 *     x ← embed(ids);  per block:  x ← x + o(attend(rope(q), rope(k), v)) of norm(x);  x ← x + down(silu(gate) ⊙ up) of norm(x)
 */
export function hiddenStates(
  graph: Graph,
  model: Model,
  { ids, positions, maxPositions, batch, recomputeBlocks = false }: TransformerInputs,
  parts: Parts,
  type: FloatType,
): Value {
  const { config } = model;
  const m = math(graph);
  const norm = (x: Value, name: string): Value =>
    graph.node('SimplifiedLayerNormalization', [x, weight(graph, model, name, type)], {
      axis: -1,
      epsilon: config.normEpsilon,
    })[0] as Value;
  const { cos, sin } = rotaryCaches(config, maxPositions);
  const half = config.headDim / 2;
  const cosCache = graph.constant(cos, [maxPositions, half], type);
  const sinCache = graph.constant(sin, [maxPositions, half], type);
  const rotate = (x: Value): Value => graph.op('RotaryEmbedding', [x, positions, cosCache, sinCache]);
  const split = (x: Value, heads: number): Value => m.reshape(x, [batch, -1, heads, config.headDim]);
  const headsFirst = (x: Value): Value => m.transpose(x, [0, 2, 1, 3]);

  const rows = m.gather(storedWeight(graph, model, 'model.embed_tokens.weight'), ids);
  let x = m.cast(m.reshape(rows, [-1, config.hiddenSize]), type);
  for (let layer = 0; layer < config.layers; layer++) {
    const input = x;
    x = recomputeBlocks ? graph.recompute(() => block(input, layer)) : block(input, layer);
  }
  return norm(x, 'model.norm.weight');

  function block(input: Value, layer: number): Value {
    const path = `model.layers.${layer}`;
    const [q, k, v] = parts.project(norm(input, `${path}.input_layernorm.weight`), layer, [
      'q_proj',
      'k_proj',
      'v_proj',
    ]);
    let queries = split(q as Value, config.heads);
    let keys = split(k as Value, config.keyValueHeads);
    if (config.headNorm) {
      queries = norm(queries, `${path}.self_attn.q_norm.weight`);
      keys = norm(keys, `${path}.self_attn.k_norm.weight`);
    }
    const context = parts.attend(
      rotate(headsFirst(queries)),
      rotate(headsFirst(keys)),
      headsFirst(split(v as Value, config.keyValueHeads)),
      layer,
    );
    const merged = m.reshape(headsFirst(context), [-1, config.heads * config.headDim]);
    const middle = m.add(input, parts.project(merged, layer, ['o_proj'])[0] as Value);

    const [gate, up] = parts.project(norm(middle, `${path}.post_attention_layernorm.weight`), layer, [
      'gate_proj',
      'up_proj',
    ]);
    const gated = m.mul(m.silu(gate as Value), up as Value);
    return m.add(middle, parts.project(gated, layer, ['down_proj'])[0] as Value);
  }
}
