import { join } from 'node:path';
import {
  pairedDifference,
  questionScores,
  type Sample,
  type ScorerName,
  type SystemName,
  type SystemResult,
} from '../bench/index.ts';
import { AppError } from '../errors.ts';
import type { RunRow, RunSystemRow, SampleRow, Store } from '../store/index.ts';
import type { BenchReport, Json, RunComparison, RunSample, RunSamplesInput, RunSummary, Slice } from './contract.ts';

/** A run as its command told it. */
export function reportOf(store: Store, run: RunRow): BenchReport {
  const systems = store.runs
    .systems(run.id)
    .map(({ name, count, scores, seconds }) => ({ name, n: count, scores, seconds }));
  const { id, suiteName: suite, baseModel: model, botName: bot, createdAt } = run;
  return { run: id, suite, model, bot, createdAt, systems, samples: samplesFile(store, id) };
}

/** Where every answer of a run is kept, as JSON lines. */
export function samplesFile(store: Store, runId: string): string {
  return join(store.runFolder(runId), 'samples.jsonl');
}

export function runSummary(store: Store, run: RunRow): RunSummary {
  const { id, suiteName: suite, baseModel: model, botName: bot, state, createdAt } = run;
  return { id, suite, model, bot, state, systems: store.runs.systems(id).map(({ name }) => name), createdAt };
}

/** Some of a run's questions, each with every system's answers. */
export function runSamples(
  store: Store,
  { id }: RunRow,
  { query, offset = 0, limit = 100 }: RunSamplesInput,
): Slice<RunSample> {
  const places = new Map(store.runs.systems(id).map(({ name, position }) => [name, position]));
  const placeOf = ({ system }: SampleRow) => places.get(system) ?? places.size;
  const { total, items } = store.runs.questions(id, { words: query, offset, limit });
  return {
    total,
    items: items.map((rows) => {
      const { number: index, question, reference } = rows[0]!;
      const ordered = [...rows].sort((a, b) => placeOf(a) - placeOf(b) || a.seed - b.seed);
      const answers = ordered.map(({ system, seed, answer, citations, scores, explanations }) => ({
        system,
        seed,
        answer,
        citations: citations as readonly Json[],
        scores,
        explanations,
      }));
      return { index, question, reference, answers };
    }),
  };
}

/** Question by question, since the same questions were put in both. @throws AppError when nothing can be compared. */
export function compareRuns(store: Store, first: RunRow, second: RunRow): RunComparison {
  if (first.suiteHash !== second.suiteHash) {
    throw new AppError('service/bad-request', `The runs ${first.id} and ${second.id} put different questions.`, {
      hint: 'Compare runs of one suite.',
    });
  }
  const questions = store.suites.get(first.suiteId!)!.questions.length;
  const [ours, theirs] = [first, second].map(({ id }) => store.runs.samples(id).map(sampleOf)) as [Sample[], Sample[]];
  const later = new Map(store.runs.systems(second.id).map((system) => [system.name, system]));
  const differences = store.runs.systems(first.id).flatMap(({ name, scores }) =>
    Object.keys(scores)
      .filter((scorer) => later.get(name)?.scores[scorer] !== undefined)
      .map((scorer) => {
        const of = (samples: Sample[]) => questionScores(samples, name as SystemName, scorer as ScorerName, questions);
        return { system: name, scorer, ...pairedDifference(of(ours), of(theirs)) };
      }),
  );
  if (differences.length > 0) return { first: first.id, second: second.id, differences };
  throw new AppError(
    'service/bad-request',
    `The runs ${first.id} and ${second.id} have no system and scorer in common.`,
  );
}

/** A system's scores as a row: a scorer that scored nothing has none. */
export function systemRow(runId: string, position: number, { name, n, scores, seconds }: SystemResult): RunSystemRow {
  const scored = Object.entries(scores).flatMap(([scorer, { mean, low, high }]) =>
    mean === null || low === null || high === null ? [] : [[scorer, { mean, low, high }] as const],
  );
  return { runId, position, name, count: n, scores: Object.fromEntries(scored), seconds, details: {} };
}

/** A sample as a row, and back. */
export function rowOfSample(runId: string, { index, answer, scores, explanations, ...sample }: Sample): SampleRow {
  return {
    ...sample,
    runId,
    number: index,
    answer: answer ?? '',
    scores: scores as Record<string, number | null>,
    explanations: explanations as Record<string, string>,
  };
}

export function sampleOf({ runId: _, number, scores, citations, system, ...row }: SampleRow): Sample {
  return {
    ...row,
    system: system as SystemName,
    index: number,
    citations: citations as Sample['citations'],
    scores,
  };
}
