import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobDetail } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

/** What happened to a build while the window was open. */
export interface LogLine {
  readonly at: string;
  readonly kind: 'state' | 'stage-started' | 'stage-done';
  /** The state or stage. */
  readonly name: string;
}

export interface BuildLog extends StoreApi<{ readonly lines: ReadonlyMap<string, readonly LogLine[]> }> {}

export function createBuildLog({ home }: AppState, now: () => string = () => new Date().toISOString()): BuildLog {
  const store = createStore<{ readonly lines: ReadonlyMap<string, readonly LogLine[]> }>(() => ({ lines: new Map() }));
  home.subscribe(({ jobs }, before) => {
    if (jobs === before.jobs) return;
    for (const job of jobs.values()) {
      if (job.kind !== 'build') continue;
      const lines = changesBetween(before.jobs.get(job.id), job).map((line) => ({ ...line, at: now() }));
      if (lines.length === 0) continue;
      const known = store.getState().lines;
      store.setState({ lines: new Map(known).set(job.id, [...(known.get(job.id) ?? []), ...lines]) });
    }
  });
  return store;
}

/** What is new of a job since it was last seen. */
export function changesBetween(before: JobDetail | undefined, job: JobDetail): readonly Omit<LogLine, 'at'>[] {
  if (before === undefined) return [];
  const done = new Set(before.stages.filter(({ state }) => state === 'done').map(({ name }) => name));
  const finished = job.stages.filter(({ name, state }) => state === 'done' && !done.has(name));
  return [
    ...finished.map(({ name }) => ({ kind: 'stage-done' as const, name })),
    ...(job.state === before.state ? [] : [{ kind: 'state' as const, name: job.state }]),
    ...(job.stage === before.stage || job.stage === null ? [] : [{ kind: 'stage-started' as const, name: job.stage }]),
  ];
}
