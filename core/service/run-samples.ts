import type { RunRow, SampleRow, Store } from '../store/index.ts';
import type { Json, RunSample, RunSamplesInput, SampleShow, Slice } from './contract.ts';
import { placeOf } from './run-scores.ts';
import { systemNames } from './run-systems.ts';

/** Some of a run's questions, each with every system's answers. */
export function runSamples(
  store: Store,
  run: RunRow,
  { query, show, scorer, offset = 0, limit = 100 }: RunSamplesInput,
): Slice<RunSample> {
  const { id } = run;
  const sampled = sampling(store, run);
  if (show === undefined) {
    const { total, items } = store.runs.questions(id, { words: query, offset, limit });
    return { total, items: items.map(sampled) };
  }
  // Which they are is told by answers, ratings and marks together: all are looked at.
  const all = store.runs.questions(id, { words: query, offset: 0, limit: Number.MAX_SAFE_INTEGER }).items.map(sampled);
  const found = shownSamples(all, show, scorer ?? firstScorer(all));
  return { total: found.length, items: found.slice(offset, offset + limit) };
}

/** Those to show: the widest apart first, marked ones in the suite's order. */
export function shownSamples(
  samples: readonly RunSample[],
  show: SampleShow,
  scorer: string | undefined,
): readonly RunSample[] {
  const apart = {
    differing: (sample: RunSample) => spread(systemMeans(sample, scorer)),
    'judge-and-person': judgeApart,
    marked: ({ mark }: RunSample) => (mark === null ? 0 : 1),
  }[show];
  return samples
    .map((sample) => ({ sample, by: apart(sample) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by || a.sample.index - b.sample.index)
    .map(({ sample }) => sample);
}

/** Each system's mean score over its seeds; those without any are left out. */
function systemMeans({ answers }: RunSample, scorer: string | undefined): number[] {
  const bySystem = new Map<string, number[]>();
  for (const { system, scores } of answers) {
    const score = scorer === undefined ? null : (scores[scorer] ?? null);
    if (score !== null) bySystem.set(system, [...(bySystem.get(system) ?? []), score]);
  }
  return [...bySystem.values()].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

function spread(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.max(...values) - Math.min(...values);
}

/** How far judge and person lie apart at most, over the answers that both graded. */
function judgeApart({ answers }: RunSample): number {
  const both = answers.flatMap(({ rating, scores }) =>
    rating === null || typeof scores.judge !== 'number' ? [] : [Math.abs(scores.judge - rating)],
  );
  return Math.max(0, ...both);
}

function firstScorer(samples: readonly RunSample[]): string | undefined {
  return Object.keys(samples[0]?.answers[0]?.scores ?? {})[0];
}

/** A question's rows as a sample, with what a person said of it. */
function sampling(store: Store, run: RunRow): (rows: readonly SampleRow[]) => RunSample {
  const { id } = run;
  const places = new Map(systemNames(store, run).map((name, position) => [name, position]));
  const orderOf = ({ system }: SampleRow) => places.get(system) ?? places.size;
  const ratings = new Map(store.ratings.list(id).map((row) => [placeOf(row), row]));
  const marks = new Map(store.marks.list(id).map(({ number, note }) => [number, note]));
  const verdicts = store.verdicts.list(id);
  return (rows) => {
    const { number: index, question, reference } = rows[0]!;
    const ordered = [...rows].sort((a, b) => orderOf(a) - orderOf(b) || a.seed - b.seed);
    const answers = ordered.map((row) => {
      const { system, seed, answer, citations, scores, explanations, answersUsed } = row;
      const { rating = null, note = '' } = ratings.get(placeOf(row)) ?? {};
      const cited = citations as readonly Json[];
      return { system, seed, answer, citations: cited, scores, explanations, answersUsed, rating, note };
    });
    const compared = verdicts
      .filter(({ number }) => number === index)
      .map(({ first, second, seed, outcome, explanation }) => ({ first, second, seed, outcome, explanation }));
    return { index, question, reference, mark: marks.get(index) ?? null, answers, verdicts: compared };
  };
}
