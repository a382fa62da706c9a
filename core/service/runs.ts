import { join } from 'node:path';
import type { SystemResult } from '../bench/index.ts';
import type { RunRow, RunSystemRow, SampleRow, Store } from '../store/index.ts';
import type { BenchReport, Json, RunSample, RunSamplesInput, RunSummary, Slice } from './contract.ts';
import { pairTable, placeOf, systemScores } from './run-scores.ts';
import { skillTableOf } from './skill-table.ts';

/** A run as its command told it. */
export function reportOf(store: Store, run: RunRow): BenchReport {
  const { id, suiteName: suite, baseModel: model, botName: bot, createdAt } = run;
  const systems = systemScores(store, run);
  const pairs = pairTable(store, run);
  const skills = skillTableOf(store, run);
  const report = { run: id, suite, model, bot, createdAt, systems, samples: samplesFile(store, id) };
  return { ...report, ...(pairs === undefined ? {} : { pairs }), ...(skills === undefined ? {} : { skills }) };
}

/** Where every answer of a run is kept, as JSON lines. */
export function samplesFile(store: Store, runId: string): string {
  return join(store.runFolder(runId), 'samples.jsonl');
}

export function runSummary(store: Store, run: RunRow): RunSummary {
  const { id, suiteName: suite, baseModel: model, botName: bot, jobId: job, createdAt } = run;
  const systems = store.runs.systems(id).map(({ name }) => name);
  return { id, suite, model, bot, job, state: stateOf(store, run), systems, createdAt };
}

/** A run that did not end is as its job is. */
function stateOf(store: Store, { state, jobId }: RunRow): RunSummary['state'] {
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  return state === 'done' ? 'done' : (job?.state ?? 'failed');
}

/** Some of a run's questions, each with every system's answers. */
export function runSamples(
  store: Store,
  { id }: RunRow,
  { query, offset = 0, limit = 100 }: RunSamplesInput,
): Slice<RunSample> {
  const places = new Map(store.runs.systems(id).map(({ name, position }) => [name, position]));
  const orderOf = ({ system }: SampleRow) => places.get(system) ?? places.size;
  const ratings = new Map(store.ratings.list(id).map((row) => [placeOf(row), row]));
  const { total, items } = store.runs.questions(id, { words: query, offset, limit });
  return {
    total,
    items: items.map((rows) => {
      const { number: index, question, reference } = rows[0]!;
      const ordered = [...rows].sort((a, b) => orderOf(a) - orderOf(b) || a.seed - b.seed);
      const answers = ordered.map((row) => {
        const { system, seed, answer, citations, scores, explanations } = row;
        const { rating = null, note = '' } = ratings.get(placeOf(row)) ?? {};
        const cited = citations as readonly Json[];
        return { system, seed, answer, citations: cited, scores, explanations, rating, note };
      });
      return { index, question, reference, answers };
    }),
  };
}

/** A system's scores as a row: a scorer that scored nothing has none. */
export function systemRow(runId: string, position: number, { name, n, scores, seconds }: SystemResult): RunSystemRow {
  const scored = Object.entries(scores).flatMap(([scorer, { mean, low, high }]) =>
    mean === null || low === null || high === null ? [] : [[scorer, { mean, low, high }] as const],
  );
  return { runId, position, name, count: n, scores: Object.fromEntries(scored), seconds, details: {} };
}
