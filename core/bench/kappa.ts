import { invariant } from '../errors.ts';

/** How far two who graded the same things agree. */
export interface Agreement {
  /** Things that both graded. */
  readonly n: number;
  /** The share of them with the same grade. */
  readonly same: number | null;
  /** Cohen's κ: 1 is full agreement, 0 what chance gives; null where chance alone agrees fully, or nothing was graded. */
  readonly kappa: number | null;
  /** κ with a disagreement weighed by the square of its distance. */
  readonly quadraticKappa: number | null;
}

/** Two lists of grades of the same things, in the same order; what either has no grade for is left out. */
export function agreement(first: readonly (number | null)[], second: readonly (number | null)[]): Agreement {
  invariant(first.length === second.length, 'agreement needs grades of the same things');
  const pairs = first.flatMap((a, i) => {
    const b = second[i]!;
    return a === null || b === null ? [] : [[a, b] as const];
  });
  const n = pairs.length;
  return {
    n,
    same: n === 0 ? null : pairs.filter(([a, b]) => a === b).length / n,
    kappa: cohensKappa(pairs, (a, b) => (a === b ? 0 : 1)),
    quadraticKappa: cohensKappa(pairs, (a, b) => (a - b) ** 2),
  };
}

/**
 * κ = 1 − Σ w(a, b) observed(a, b) / Σ w(a, b) expected(a, b), where what is expected is that each grades as often as they
 * do, apart from each other. A constant factor of the weights cancels out.
 */
function cohensKappa(
  pairs: readonly (readonly [number, number])[],
  weight: (a: number, b: number) => number,
): number | null {
  const observed = mean(pairs.map(([a, b]) => weight(a, b)));
  const expected = mean(pairs.flatMap(([a]) => pairs.map(([, b]) => weight(a, b))));
  return expected > 0 ? 1 - observed / expected : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
