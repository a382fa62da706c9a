import { invariant } from '../errors.ts';
import { randomBelow } from './random.ts';

/** A mean and its 95 % interval. All null when nothing was scored. */
export interface Interval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How one system compares with another on the questions that both have a score for. */
export interface PairedDifference extends Interval {
  /** Questions that both systems were scored on. */
  readonly n: number;
  /** Questions on which the first scored higher, lower, the same. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Two-sided sign test; ties left out; 1 when there is nothing to tell. */
  readonly p: number;
}

/** How an interval is drawn: percentile bootstrap with this many resamples from this seed. */
export interface BootstrapOptions {
  readonly seed?: number;
  readonly resamples?: number;
}

/** Mean over the scored values (null is left out, not counted as 0) with a percentile bootstrap interval of 95 %. */
export function meanInterval(values: readonly (number | null)[], options: BootstrapOptions = {}): Interval {
  const scored = values.filter((value) => value !== null);
  if (scored.length === 0) return { mean: null, low: null, high: null };
  return { mean: mean(scored), ...bootstrapInterval(scored, options) };
}

/** The mean of what a bootstrap drew, and its middle 95 %. */
export function intervalOf(drawn: Float64Array): Interval {
  const sorted = drawn.toSorted();
  return { mean: mean(sorted), low: percentile(sorted, 0.025), high: percentile(sorted, 0.975) };
}

/**
 * The mean of `first − second` question by question, with its bootstrap interval and the sign test. Both lists are in the
 * same order of questions; a question that either has no score for is left out.
 */
export function pairedDifference(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  options: BootstrapOptions = {},
): PairedDifference {
  invariant(first.length === second.length, 'a paired difference needs the same questions on both sides');
  const differences = first.flatMap((a, i) => {
    const b = second[i]!;
    return a === null || b === null ? [] : [a - b];
  });
  const wins = differences.filter((d) => d > 0).length;
  const losses = differences.filter((d) => d < 0).length;
  return {
    ...meanInterval(differences, options),
    n: differences.length,
    wins,
    losses,
    ties: differences.length - wins - losses,
    p: signTest(wins, losses),
  };
}

/** Two-sided exact sign test: how likely a split at least this uneven is when either side wins with probability ½. */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  // P(X ≤ min) = Σ C(n, i) / 2ⁿ; in logarithms, since 2ⁿ overflows for n > 1023.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let i = 0; i <= Math.min(wins, losses); i++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, 2 * tail);
}

function bootstrapInterval(values: readonly number[], options: BootstrapOptions): { low: number; high: number } {
  const { seed = 0, resamples = 10_000 } = options;
  const below = randomBelow(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[below(values.length)]!;
    return sum / values.length;
  }).sort();
  return { low: percentile(means, 0.025), high: percentile(means, 0.975) };
}

/** Linear interpolation between the two nearest of the sorted values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
