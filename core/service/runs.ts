import { join } from 'node:path';
import type { SystemResult } from '../bench/index.ts';
import type { RunRow, RunSystemRow, Store } from '../store/index.ts';
import type { BenchReport, Json, RunSummary } from './contract.ts';
import { pairTable, systemScores } from './run-scores.ts';
import { skillTableOf } from './skill-table.ts';

/** A run as its command told it. */
export function reportOf(store: Store, run: RunRow): BenchReport {
  const { id, suiteName: suite, baseModel: model, botName: bot, createdAt } = run;
  const systems = systemScores(store, run);
  const pairs = pairTable(store, run);
  const skills = skillTableOf(store, run);
  const { seeds } = run;
  const settings = run.settings as Json;
  const samples = samplesFile(store, id);
  const report = { run: id, suite, model, bot, createdAt, seeds, settings, systems, samples };
  return { ...report, ...(pairs === undefined ? {} : { pairs }), ...(skills === undefined ? {} : { skills }) };
}

/** Where every answer of a run is kept, as JSON lines. */
export function samplesFile(store: Store, runId: string): string {
  return join(store.runFolder(runId), 'samples.jsonl');
}

export function runSummary(store: Store, run: RunRow): RunSummary {
  const {
    id,
    suiteName: suite,
    suiteHash,
    baseModel: model,
    botName: bot,
    manualId: manual,
    jobId: job,
    createdAt,
  } = run;
  const systems = store.runs.systems(id).map(({ name }) => name);
  return { id, suite, suiteHash, model, bot, manual, job, state: stateOf(store, run), systems, createdAt };
}

/** A run that did not end is as its job is. */
function stateOf(store: Store, { state, jobId }: RunRow): RunSummary['state'] {
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  return state === 'done' ? 'done' : (job?.state ?? 'failed');
}

/** A system's scores as a row: a scorer that scored nothing has none. */
export function systemRow(runId: string, position: number, { name, n, scores, seconds }: SystemResult): RunSystemRow {
  const scored = Object.entries(scores).flatMap(([scorer, { mean, low, high }]) =>
    mean === null || low === null || high === null ? [] : [[scorer, { mean, low, high }] as const],
  );
  return { runId, position, name, count: n, scores: Object.fromEntries(scored), seconds, details: {} };
}
