import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';

/** Elements of the pool; a mask is a stretch of it. */
const poolSize = 1 << 22;

/**
 * A fixed pool of inverted-dropout factors: 0 with probability p, else 1 / (1 − p). Always the same for a given p, so that a mask is
 * decided by where it begins alone.
 */
export function dropoutPool(graph: Graph, probability: number): Value {
  const keep = 1 / (1 - probability);
  const threshold = probability * 2 ** 32;
  const pool = new Float32Array(poolSize);
  for (let i = 0; i < poolSize; i++) pool[i] = mix(i, 0x9e3779b9) < threshold ? 0 : keep;
  return graph.constant(pool, [poolSize]);
}

/** The mask that begins at `offset` (i64, shape [1]), as `[rows, columns]`. */
export function poolMask(graph: Graph, pool: Value, offset: Value, shape: readonly [number, number]): Value {
  const m = math(graph);
  const end = m.add(offset, graph.constant([shape[0] * shape[1]], [1], 'i64'));
  return m.reshape(graph.op('Slice', [pool, offset, end]), shape);
}

/** Where in the pool a mask of `elements` begins: a pure function of seed, micro-batch and adapted layer. */
export function maskOffset(seed: number, microBatch: number, layer: number, elements: number): number {
  if (elements > poolSize)
    throw new RangeError(`A dropout mask of ${elements} elements exceeds the pool of ${poolSize}`);
  const word = mix(mix(mix(seed >>> 0, 0x85ebca6b), microBatch), layer);
  return word % (poolSize - elements + 1);
}

/** A 32-bit mixing function (the finaliser of MurmurHash3) over a value and a stream. */
function mix(value: number, stream: number): number {
  let h = (value ^ Math.imul(stream + 1, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
