import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';
import type { ModelConfig } from './config.ts';
import type { Parts } from './transformer.ts';

/** Large enough that its exponential is 0, small enough for f16. */
export const maskedScore = -30_000;

/**
 * Causal attention over rows that hold several packed sequences: a token sees those before it in its own segment.
 * Query heads that share a key head are folded into its rows, so keys and values are never repeated:
 *
 *     out = softmax(q kᵀ / √headDim + mask) v,  q [batch, kvHeads, group · sequence, headDim]
 */
export function packedAttention(
  graph: Graph,
  config: ModelConfig,
  { segments, batch, length }: { segments: Value; batch: number; length: number },
): Parts['attend'] {
  const m = math(graph);
  const { keyValueHeads, headDim } = config;
  const group = config.heads / keyValueHeads;
  const mask = packedMask(graph, segments, length, config.slidingWindow);
  return (q, k, v) => {
    const folded = m.reshape(q, [batch, keyValueHeads, group * length, headDim]);
    const products = m.matmul(folded, k, { transB: true, alpha: 1 / Math.sqrt(headDim) });
    const scores = m.reshape(products, [batch, keyValueHeads, group, length, length]);
    const weights = m.softmax(m.add(scores, m.cast(mask, q.type)));
    const rows = m.reshape(weights, [batch, keyValueHeads, group * length, length]);
    return m.reshape(m.matmul(rows, v), [batch, config.heads, length, headDim]);
  };
}

/** `[batch, 1, 1, length, length]`: 0 where a token may be seen, very negative elsewhere. */
function packedMask(graph: Graph, segments: Value, length: number, window: number | null): Value {
  const m = math(graph);
  const causal = new Uint8Array(length * length);
  for (let i = 0; i < length; i++)
    for (let j = 0; j <= i; j++) if (window === null || i - j < window) causal[i * length + j] = 1;
  const same = graph.op('Equal', [m.unsqueeze(segments, [2]), m.unsqueeze(segments, [1])]);
  const visible = graph.op('And', [same, graph.constant(causal, [length, length], 'bool')]);
  return m.unsqueeze(m.where(visible, graph.scalar(0), graph.scalar(maskedScore)), [1, 2]);
}
