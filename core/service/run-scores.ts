import {
  meanInterval,
  overSeeds,
  questionScores,
  rating as ratingScorer,
  type Sample,
  type ScorerName,
  type SystemName,
  scorerTable,
  seedScores,
  winMatrix,
} from '../bench/index.ts';
import type { RunRow, SampleRow, Store } from '../store/index.ts';
import type { BenchReport, Json, PairTable, SeedSpread } from './contract.ts';
import { systemNames, systemRows } from './run-systems.ts';

/** A run's samples, with the ratings that persons gave them since. */
export function ratedSamples(store: Store, runId: string): Sample[] {
  const ratings = new Map(store.ratings.list(runId).map((row) => [placeOf(row), row.rating]));
  return store.runs.samples(runId).map((row) => {
    const given = ratings.get(placeOf(row)) ?? null;
    const sample = sampleOf(row);
    if (given === null) return sample;
    const { score, explanation } = ratingScore(given, sample);
    return {
      ...sample,
      scores: { ...sample.scores, rating: score },
      explanations: { ...sample.explanations, rating: explanation },
    };
  });
}

/** What each system of a run scored, or has so far: with ratings, and by seed where there are several. */
export function systemScores(store: Store, run: RunRow): BenchReport['systems'] {
  const samples = ratedSamples(store, run.id);
  const questions = questionsIn(samples);
  return systemRows(store, run, samples).map(({ name, count, scores, seconds, details }) => {
    const rated = meanInterval(questionScores(samples, name as SystemName, 'rating', questions));
    const spread = (scorer: ScorerName): SeedSpread => {
      const { means, sd } = overSeeds(seedScores(samples, name as SystemName, scorer, { questions, seeds: run.seeds }));
      return { means, sd };
    };
    const all = rated.mean === null ? scores : { ...scores, rating: rated };
    const partly = partlyScored(samples.filter((sample) => sample.system === name));
    const system = { name, n: count, scores: all, ...partly, seconds, details: details as Json };
    if (run.seeds.length < 2) return system;
    const spreads = Object.keys(all)
      .filter(isSampleScorer)
      .map((scorer) => [scorer, spread(scorer)]);
    return { ...system, overSeeds: Object.fromEntries(spreads) };
  });
}

/** Scorers that left some of these samples unscored, and how many they did not; nothing where there are none. */
function partlyScored(samples: readonly Sample[]): Pick<BenchReport['systems'][number], 'scored'> {
  const scorers = new Set(samples.flatMap(({ scores }) => Object.keys(scores) as ScorerName[]));
  const counts = [...scorers].flatMap((scorer) => {
    const n = samples.filter(({ scores }) => typeof scores[scorer] === 'number').length;
    return n === samples.length ? [] : [[scorer, { n, of: samples.length }] as const];
  });
  return counts.length === 0 ? {} : { scored: Object.fromEntries(counts) };
}

/** How the judge compared the systems of a run, where it did. */
export function pairTable(store: Store, run: RunRow): PairTable | undefined {
  const verdicts = store.verdicts.list(run.id);
  if (verdicts.length === 0) return undefined;
  const systems = systemNames(store, run);
  const matches = verdicts.flatMap(({ first, second, outcome }) =>
    outcome === null ? [] : [{ first, second, outcome }],
  );
  return { ...winMatrix(systems, matches), unread: verdicts.length - matches.length };
}

export function questionsIn(samples: readonly Sample[]): number {
  return 1 + Math.max(-1, ...samples.map(({ index }) => index));
}

/** Whether it scores single samples, as ratings of pairs do not. */
export function isSampleScorer(name: string): name is ScorerName {
  return Object.hasOwn(scorerTable, name);
}

/** What tells samples of one run apart. */
export function placeOf({ system, seed, number }: Pick<SampleRow, 'system' | 'seed' | 'number'>): string {
  return `${system} ${seed} ${number}`;
}

/** A sample as a row, and back. */
export function rowOfSample(
  runId: string,
  { index, scores, explanations, answersUsed = {}, ...sample }: Sample,
): SampleRow {
  return {
    ...sample,
    runId,
    number: index,
    scores: scores as Record<string, number | null>,
    explanations: explanations as Record<string, string>,
    answersUsed: answersUsed as Record<string, string>,
  };
}

export function sampleOf({ runId: _, number, citations, system, ...row }: SampleRow): Sample {
  return {
    ...row,
    system: system as SystemName,
    index: number,
    citations: citations as Sample['citations'],
  };
}

function ratingScore(rating: number, sample: Sample) {
  return ratingScorer.score({ ...sample, context: null, page: null, logLikelihoods: null, rating });
}
