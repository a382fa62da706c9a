import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobDetail, JobSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface JobListState {
  readonly list: readonly JobSummary[] | null;
  readonly error: unknown;
}

export interface JobList extends StoreApi<JobListState> {
  load(): Promise<void>;
  pause(job: string): Promise<void>;
  resume(job: string): void;
  cancel(job: string): Promise<void>;
}

/** All jobs, those that ended before the window was opened among them. */
export function createJobList({ service, home, toasts }: AppState): JobList {
  const store = createStore<JobListState>(() => ({ list: null, error: null }));
  const load = async () => {
    try {
      store.setState({ list: await service.call('job.list', {}), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['jobs'], () => void load());
  return {
    ...store,
    load,
    async pause(job) {
      await service.call('job.pause', { job });
      await load();
    },
    // Its promise ends with the job; what is shown meanwhile comes from the home.
    resume: (job) => void service.call('job.resume', { job }).then(load, (error) => toasts.fail(error)),
    async cancel(job) {
      await service.call('job.cancel', { job });
      await load();
    },
  };
}

/** The list with what the home tells live; the newest first. */
export function liveJobs(
  list: readonly JobSummary[],
  jobs: ReadonlyMap<string, JobDetail>,
): readonly (JobSummary | JobDetail)[] {
  const known = new Set(list.map(({ id }) => id));
  const fresh = [...jobs.values()].filter(({ id }) => !known.has(id));
  return [...fresh, ...list.map((job) => jobs.get(job.id) ?? job)].sort((a, b) =>
    b.createdAt.localeCompare(a.createdAt),
  );
}
