import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobDetail, RunSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface BenchJobs extends StoreApi<{ readonly jobs: readonly JobDetail[] }> {
  /** Goes on at the question it had reached. */
  resume(job: string): void;
}

/** Benchmarks that go on, wait, or were cut off, as the home tells of them. */
export function createBenchJobs({ service, home, toasts }: Pick<AppState, 'service' | 'home' | 'toasts'>): BenchJobs {
  const now = () => shownJobs([...home.getState().jobs.values()]);
  const store = createStore<{ readonly jobs: readonly JobDetail[] }>(() => ({ jobs: now() }));
  home.subscribe(() => {
    const jobs = now();
    // A job's every step makes a new map: what is not about benchmarks changes nothing here.
    if (jobs.length !== store.getState().jobs.length || jobs.some((job, i) => job !== store.getState().jobs[i])) {
      store.setState({ jobs });
    }
  });
  return {
    ...store,
    // Its promise ends with the job; what is shown meanwhile comes from the home.
    resume: (job) => void service.call('job.resume', { job }).catch(toasts.fail),
  };
}

/** Those that run or wait, or ended before they were done; the newest first. */
export function shownJobs(jobs: readonly JobDetail[]): readonly JobDetail[] {
  return jobs
    .filter(({ kind, state }) => kind === 'benchmark' && shown.has(state))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Runs for the list: one whose job is shown by itself is not in it a second time. */
export function listedRuns(runs: readonly RunSummary[], jobs: readonly JobDetail[]): readonly RunSummary[] {
  return runs.filter(({ state, job }) => state === 'done' || !jobs.some(({ id }) => id === job));
}

/** The run that a job makes, where it has answers to look at. */
export function runToLookAt(runs: readonly RunSummary[], job: string): RunSummary | undefined {
  return runs.find((run) => run.job === job && run.answered);
}

const shown: ReadonlySet<JobDetail['state']> = new Set(['queued', 'running', 'paused', 'failed']);

/** What a running benchmark does: gets ready, makes one of its systems, or asks. */
export type BenchStage =
  | { readonly kind: 'starting' | 'studying' | 'asking' }
  | { readonly kind: 'preparing'; readonly system: string };

export function stageOf({ stage }: Pick<JobDetail, 'stage'>): BenchStage {
  const system = /^prepare-(.+)$/.exec(stage ?? '')?.[1];
  if (system !== undefined) return { kind: 'preparing', system };
  if (stage === 'study') return { kind: 'studying' };
  return { kind: stage === 'bench' ? 'asking' : 'starting' };
}
