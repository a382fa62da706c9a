import { z } from 'zod';
import { type Sample, type ScorerName, type SystemName, type SystemResult, systemResult } from '../bench/index.ts';
import type { RunRow, RunSystemRow, Store } from '../store/index.ts';

/**
 * A run's systems, in order: as they were kept at its end, or, while it has not ended, as far as `samples`, the answers it has,
 * go; one that has not been asked yet has none.
 */
export function systemRows(store: Store, run: RunRow, samples: readonly Sample[]): readonly RunSystemRow[] {
  if (run.state === 'done') return store.runs.systems(run.id);
  return systemNames(store, run).map((name, position) => {
    const own = samples.filter(({ system }) => system === name);
    const scorers = [...new Set(own.flatMap(({ scores }) => Object.keys(scores) as ScorerName[]))];
    const n = new Set(own.map(({ index }) => index)).size;
    return systemRow(run.id, position, systemResult(name as SystemName, own, { scorers, n }));
  });
}

/** The names of a run's systems, in order. Of one that has not ended those that its job was given, and any that answered. */
export function systemNames(store: Store, { id, state, jobId }: RunRow): readonly string[] {
  if (state === 'done') return store.runs.systems(id).map(({ name }) => name);
  const job = jobId === null ? undefined : store.jobs.get(jobId);
  const given = jobSystems.safeParse(job?.input);
  return [...new Set([...(given.success ? given.data.systems : []), ...store.runs.answered(id)])];
}

const jobSystems = z.object({ systems: z.array(z.string()) });

/** A system's scores as a row: a scorer that scored nothing has none. */
export function systemRow(runId: string, position: number, { name, n, scores, seconds }: SystemResult): RunSystemRow {
  const scored = Object.entries(scores).flatMap(([scorer, { mean, low, high }]) =>
    mean === null || low === null || high === null ? [] : [[scorer, { mean, low, high }] as const],
  );
  return { runId, position, name, count: n, scores: Object.fromEntries(scored), seconds, details: {} };
}
