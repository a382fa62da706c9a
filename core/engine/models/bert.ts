import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { blockLayers, type Encoder } from './encoder.ts';
import { storedWeight, weight } from './model.ts';

export interface EncoderInputs {
  /** `[B, T]`, i64 */
  readonly ids: Value;
  /** `[T]`, i64 */
  readonly positions: Value;
  /** `[B, 1, 1, T]`: added to the scores of each key; 0 where it is a token, very negative where it is padding. */
  readonly mask: Value;
}

/**
 * Hidden states `[B, T, hidden]` of a BERT encoder; B and T may be known at run time alone. Every token sees every other one:
 *
 *     x ← norm(word[ids] + position[t] + type[0])
 *     per block:  x ← norm(x + o(softmax(q kᵀ / √headDim + mask) v));  x ← norm(x + down(gelu(up(x))))
 */
export function encoderStates(
  graph: Graph,
  encoder: Encoder,
  { ids, positions, mask }: EncoderInputs,
  type: FloatType,
): Value {
  const { config, prefix } = encoder;
  const m = math(graph);
  const layers = blockLayers(config);
  const tensor = (name: string): Value => weight(graph, encoder, `${prefix}${name}`, type);
  const linear = (x: Value, path: string): Value =>
    m.add(m.matmul(x, tensor(`${path}.weight`), { transB: true }), tensor(`${path}.bias`));
  const norm = (x: Value, path: string): Value =>
    graph.op('LayerNormalization', [x, tensor(`${path}.weight`), tensor(`${path}.bias`)], {
      axis: -1,
      epsilon: config.normEpsilon,
    });
  const split = (x: Value): Value => m.transpose(m.reshape(x, [0, 0, config.heads, config.headDim]), [0, 2, 1, 3]);
  const join = (x: Value): Value => m.reshape(m.transpose(x, [0, 2, 1, 3]), [0, 0, config.hiddenSize]);
  const rows = (table: string, indices: Value): Value =>
    m.cast(m.gather(storedWeight(graph, encoder, `${prefix}embeddings.${table}_embeddings.weight`), indices), type);

  const visible = m.cast(mask, type);
  const places = m.add(rows('position', positions), rows('token_type', graph.integers([0])));
  let x = norm(m.add(rows('word', ids), places), 'embeddings.LayerNorm');
  for (let layer = 0; layer < config.layers; layer++) x = block(x, `encoder.layer.${layer}`);
  return x;

  function block(input: Value, path: string): Value {
    const [q, k, v] = (['query', 'key', 'value'] as const).map((part) =>
      split(linear(input, `${path}.${layers[part].name}`)),
    ) as [Value, Value, Value];
    const scores = m.matmul(q, k, { transB: true, alpha: 1 / Math.sqrt(config.headDim) });
    const context = join(m.matmul(m.softmax(m.add(scores, visible)), v));
    const attended = linear(context, `${path}.${layers.context.name}`);
    const middle = norm(m.add(input, attended), `${path}.attention.output.LayerNorm`);
    const wide = graph.op('Gelu', [linear(middle, `${path}.${layers.up.name}`)]);
    return norm(m.add(middle, linear(wide, `${path}.${layers.down.name}`)), `${path}.output.LayerNorm`);
  }
}
