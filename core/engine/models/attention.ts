import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';
import type { ModelConfig } from './config.ts';
import type { Parts } from './transformer.ts';

/** Large enough that its exponential is 0, small enough for f16. */
export const maskedScore = -30_000;

/** The segment of a beginning that all sequences of a row have in common. */
export const SHARED_SEGMENT = -2;

/**
 * Causal attention over rows that hold several packed sequences: a token sees those before it in its own segment.
 * Query heads that share a key head are folded into its rows, so keys and values are never repeated:
 *
 *     out = softmax(q kᵀ / √headDim + mask) v,  q [batch, kvHeads, group · sequence, headDim]
 */
export function packedAttention(
  graph: Graph,
  config: ModelConfig,
  { segments, batch, length, shared = false }: PackedRows,
): Parts['attend'] {
  const m = math(graph);
  const { keyValueHeads, headDim } = config;
  const group = config.heads / keyValueHeads;
  const mask = packedMask(graph, segments, { length, shared, window: config.slidingWindow });
  return (q, k, v) => {
    const folded = m.reshape(q, [batch, keyValueHeads, group * length, headDim]);
    const products = m.matmul(folded, k, { transB: true, alpha: 1 / Math.sqrt(headDim) });
    const scores = m.reshape(products, [batch, keyValueHeads, group, length, length]);
    const weights = m.softmax(m.add(scores, m.cast(mask, q.type)));
    const rows = m.reshape(weights, [batch, keyValueHeads, group * length, length]);
    return m.reshape(m.matmul(rows, v), [batch, config.heads, length, headDim]);
  };
}

interface PackedRows {
  /** `[batch, length]` */
  readonly segments: Value;
  readonly batch: number;
  readonly length: number;
  /** Whether tokens of the segment `SHARED_SEGMENT` are seen by all that follow in their row. */
  readonly shared?: boolean;
}

/** `[batch, 1, 1, length, length]`: 0 where a token may be seen, very negative elsewhere. */
function packedMask(
  graph: Graph,
  segments: Value,
  { length, shared, window }: { length: number; shared: boolean; window: number | null },
): Value {
  const m = math(graph);
  const causal = new Uint8Array(length * length);
  for (let i = 0; i < length; i++)
    for (let j = 0; j <= i; j++) if (window === null || i - j < window) causal[i * length + j] = 1;
  const [seen, hidden] = [graph.scalar(0), graph.scalar(maskedScore)];
  const keys = m.unsqueeze(segments, [1]);
  const before = graph.constant(causal, [length, length], 'bool');
  const same = graph.op('Equal', [m.unsqueeze(segments, [2]), keys]);
  if (!shared) return m.unsqueeze(m.where(graph.op('And', [same, before]), seen, hidden), [1, 2]);
  const common = graph.op('Equal', [keys, graph.integers([SHARED_SEGMENT])]);
  const chosen = m.where(common, seen, m.where(same, seen, hidden));
  return m.unsqueeze(m.where(before, chosen, hidden), [1, 2]);
}
