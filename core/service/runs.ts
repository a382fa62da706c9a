import { join } from 'node:path';
import type { RunRow, Store } from '../store/index.ts';
import type { BenchReport, Json, RunSummary } from './contract.ts';
import { pairTable, systemScores } from './run-scores.ts';
import { systemNames } from './run-systems.ts';
import { skillTableOf } from './skill-table.ts';

/** A run as its command told it; one that has not ended as far as its answers go. */
export function reportOf(store: Store, run: RunRow): BenchReport {
  const { id, suiteName: suite, baseModel: model, botName: bot, createdAt } = run;
  const systems = systemScores(store, run);
  const pairs = pairTable(store, run);
  const skills = skillTableOf(store, run);
  const { seeds } = run;
  const settings = run.settings as Json;
  const samples = samplesFile(store, id);
  const report = { run: id, suite, model, bot, createdAt, seeds, settings, systems, samples };
  const state = stateOf(store, run);
  return {
    ...report,
    ...(state === 'done' ? {} : { unfinished: state }),
    ...(pairs === undefined ? {} : { pairs }),
    ...(skills === undefined ? {} : { skills }),
  };
}

/** Where every answer of a run is kept at its end, as JSON lines. */
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
  const state = stateOf(store, run);
  const answered = state === 'done' || store.runs.answered(id).length > 0;
  return {
    ...{ id, suite, suiteHash, model, bot, manual, job, state, answered },
    systems: systemNames(store, run),
    createdAt,
  };
}

/** A run that did not end is as its job is. */
function stateOf(store: Store, { state, jobId }: RunRow): RunSummary['state'] {
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  return state === 'done' ? 'done' : (job?.state ?? 'failed');
}
