import type { Dim, Shape } from './types.ts';

/** Thrown by shape rules; the builder adds the op and the inputs that came. */
export class ShapeError extends Error {}

export function expectShape(condition: unknown, expected: string): asserts condition {
  if (!condition) throw new ShapeError(expected);
}

/** NumPy's broadcasting of two shapes. A symbolic size broadcasts with itself and with 1. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    expectShape(x === y || x === 1 || y === 1, `shapes that broadcast, not [${a.join(', ')}] with [${b.join(', ')}]`);
    out.push(x === 1 ? y : x);
  }
  return out;
}

export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  expectShape(normal >= 0 && normal < rank, `an axis within rank ${rank}, not ${axis}`);
  return normal;
}

/** Shape of a batched matrix product, with either operand's last two axes swapped. */
export function matMulShape(a: Shape, b: Shape, transA: boolean, transB: boolean): Shape {
  expectShape(a.length >= 2 && b.length >= 2, 'operands of rank ≥ 2');
  const [rows, innerA] = lastTwo(a, transA);
  const [innerB, columns] = lastTwo(b, transB);
  expectShape(innerA === innerB, `equal inner sizes, not ${innerA} and ${innerB}`);
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

function lastTwo(shape: Shape, swap: boolean): [Dim, Dim] {
  const x = shape[shape.length - 2] as Dim;
  const y = shape[shape.length - 1] as Dim;
  return swap ? [y, x] : [x, y];
}

/** Sum of sizes along a concatenated axis; symbolic sizes give a symbolic sum. */
export function sumDims(dims: readonly Dim[]): Dim {
  if (dims.every((dim) => typeof dim === 'number')) return dims.reduce((a, b) => a + b, 0);
  return dims.join('+');
}
