import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { BenchReport } from '../../api.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import { readAgain } from './read-again.ts';
import { useRuns } from './use-runs.ts';

/** A run's scores; while it has not ended, anew as answers come and as its job goes on or stops. */
export function useReport(run: string) {
  const { home } = useApp();
  const runs = useRuns();
  const [report, setReport] = useState<BenchReport | null>(null);
  const [error, setError] = useState<unknown>(null);
  const reread = useCallback(() => runs.reread(run).then(setReport, setError), [runs, run]);
  useEffect(() => {
    runs.report(run).then(setReport, setError);
  }, [run, runs]);
  const job = useStore(runs, ({ list }) => list?.find(({ id }) => id === run)?.job ?? null);
  const jobState = useHome(({ jobs }) => (job === null ? undefined : jobs.get(job)?.state));
  const state = report?.unfinished;
  useEffect(() => {
    if (state === undefined) return;
    if (jobState !== undefined && jobState !== state) void reread();
    return readAgain(home, ['runs'], reread);
  }, [state, jobState, home, reread]);
  return { report, error, job, reread };
}
