import type { MergeMethodName } from './methods.ts';

/** The methods whose settings the paper sweeps. */
export const sweptMethods = ['linear', 'ties', 'dare'] as const satisfies readonly MergeMethodName[];
export type SweptMethod = (typeof sweptMethods)[number];

/** One setting of a method: the share of values kept, where it drops some, and a coefficient for each skill. */
export interface SweepPoint {
  readonly density?: number;
  readonly weights: readonly number[];
}

export interface SweepGrid {
  readonly densities?: readonly number[];
  readonly alphas?: readonly number[];
}

/**
 * The settings that a sweep measures (LoRA Soups, B.1): λ ∈ [0, 1] and α₁, α₂ ∈ [1, 2] in steps of 0.2, every combination, λ the
 * slowest. λ = 0 is left out: nothing would be kept, and what is left is the base model. With more than two skills, for which the
 * combinations would be 6ᵏ, all share one α.
 */
export function sweepPoints(
  method: SweptMethod,
  skills: number,
  { densities = tenths(2, 10), alphas = tenths(10, 20) }: SweepGrid = {},
): SweepPoint[] {
  const weights =
    skills === 2
      ? alphas.flatMap((first) => alphas.map((second) => [first, second]))
      : alphas.map((alpha) => Array.from({ length: skills }, () => alpha));
  if (method === 'linear') return weights.map((row) => ({ weights: row }));
  return densities.flatMap((density) => weights.map((row) => ({ density, weights: row })));
}

/** From `first` to `last` tenths, in steps of two. */
function tenths(first: number, last: number): number[] {
  return Array.from({ length: (last - first) / 2 + 1 }, (_, i) => (first + 2 * i) / 10);
}
