import { type BootstrapOptions, type Interval, meanInterval } from './metrics.ts';
import { questionScores, type Sample } from './run.ts';
import type { ScorerName } from './scorers/scorer.ts';
import type { SystemName } from './system.ts';

/** What a system scored over several seeds. */
export interface SeedSpread extends Interval {
  /** The mean over the questions, seed by seed; null where a seed scored none. */
  readonly means: readonly (number | null)[];
  /** Standard deviation of these means (n − 1 below); null for fewer than two. */
  readonly sd: number | null;
}

/**
 * Mean, interval and spread of scores `[seed][question]`. The interval draws questions, each with all its seeds: answers to
 * one question are no independent draws.
 */
export function overSeeds(scores: readonly (readonly (number | null)[])[], options: BootstrapOptions = {}): SeedSpread {
  const means = scores.map(meanOf);
  return { ...meanInterval(questionMeans(scores), options), means, sd: deviation(means) };
}

/** The mean over the seeds, question by question; null where no seed has a score. Two of these make a paired difference. */
export function questionMeans(scores: readonly (readonly (number | null)[])[]): (number | null)[] {
  return (scores[0] ?? []).map((_, question) => meanOf(scores.map((seed) => seed[question] ?? null)));
}

/** A system's scores `[seed][question]`. */
export function seedScores(
  samples: readonly Sample[],
  system: SystemName,
  scorer: ScorerName,
  { questions, seeds }: { readonly questions: number; readonly seeds: readonly number[] },
): (number | null)[][] {
  return seeds.map((seed) => {
    const ofSeed = samples.filter((sample) => sample.seed === seed);
    return questionScores(ofSeed, system, scorer, questions);
  });
}

function meanOf(values: readonly (number | null)[]): number | null {
  const scored = values.filter((value) => value !== null);
  return scored.length === 0 ? null : scored.reduce((sum, value) => sum + value, 0) / scored.length;
}

function deviation(means: readonly (number | null)[]): number | null {
  const scored = means.filter((value) => value !== null);
  const middle = meanOf(scored);
  if (middle === null || scored.length < 2) return null;
  return Math.sqrt(scored.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (scored.length - 1));
}
