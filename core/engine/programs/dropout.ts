import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';

/** Elements of the pool; a mask is a stretch of it. */
const poolSize = 1 << 22;

/**
 * A fixed pool of inverted-dropout factors as a matrix `[rows, columns]`: 0 with probability p, else 1 / (1 − p). Always the same for a
 * given p and width, so that a mask, which is some rows of it, is decided by where it begins alone.
 */
export function dropoutPool(graph: Graph, probability: number, columns: number): Value {
  const keep = 1 / (1 - probability);
  const threshold = probability * 2 ** 32;
  const rows = Math.floor(poolSize / columns);
  const pool = new Float32Array(rows * columns);
  for (let i = 0; i < pool.length; i++) pool[i] = mix(i, 0x9e3779b9) < threshold ? 0 : keep;
  return graph.constant(pool, [rows, columns]);
}

/**
 * Which rows of the pool a mask is: as many as it has, from the row where the element `offset` lies (see {@link maskOffset}).
 * `offsets` (i64, one a layer) → one list of row numbers a layer, `[rows]`, for pools of the given widths.
 */
export function maskRows(graph: Graph, offsets: Value, columns: readonly number[], rows: number): readonly Value[] {
  const m = math(graph);
  const first = m.div(offsets, graph.integers(columns));
  const following = graph.integers(Array.from({ length: rows }, (_, i) => i));
  return m
    .split(
      first,
      columns.map(() => 1),
      0,
    )
    .map((start) => m.add(start, following));
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
