/** A symmetric positive definite matrix's root and inverse root, both symmetric, and the ratio of its largest to its least eigenvalue. */
export interface MatrixRoot {
  readonly root: readonly (readonly number[])[];
  readonly inverseRoot: readonly (readonly number[])[];
  readonly condition: number;
}

/** C^½ = B D Bᵀ and C^−½ = B D⁻¹ Bᵀ, with B the eigenvectors and D² the eigenvalues of C. Both are free of the eigenvectors' signs. */
export function matrixRoot(matrix: readonly (readonly number[])[]): MatrixRoot {
  const { values, vectors } = eigen(matrix);
  const assembled = (scale: (value: number) => number) =>
    matrix.map((_, i) =>
      matrix.map((_, j) => values.reduce((sum, value, k) => sum + vectors[i]![k]! * scale(value) * vectors[j]![k]!, 0)),
    );
  return {
    root: assembled(Math.sqrt),
    inverseRoot: assembled((value) => 1 / Math.sqrt(value)),
    condition: Math.max(...values) / Math.min(...values),
  };
}

/** Eigenvalues and eigenvectors (as columns) of a symmetric matrix by Jacobi's rotations: exact to rounding, meant for tens of rows. */
function eigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < mostSweeps && !isDiagonal(a); sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  return { values: a.map((row, i) => row[i]!), vectors: v };
}

/** It converges quadratically: six to ten sweeps are usual. */
const mostSweeps = 60;

function isDiagonal(a: readonly (readonly number[])[]): boolean {
  return a.every((row, i) =>
    row.every((value, j) => j <= i || Math.abs(value) < 1e-300 || a[i]![i]! + value === a[i]![i]!),
  );
}

/** One rotation in the plane of p and q that makes a[p][q] zero: t = tan of the smaller angle that does. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const off = a[p]![q]!;
  if (off === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cos = 1 / Math.hypot(t, 1);
  const sin = t * cos;
  for (const row of a) [row[p], row[q]] = [cos * row[p]! - sin * row[q]!, sin * row[p]! + cos * row[q]!];
  const [first, second] = [a[p]!, a[q]!];
  for (let k = 0; k < a.length; k++)
    [first[k], second[k]] = [cos * first[k]! - sin * second[k]!, sin * first[k]! + cos * second[k]!];
  for (const row of v) [row[p], row[q]] = [cos * row[p]! - sin * row[q]!, sin * row[p]! + cos * row[q]!];
}
