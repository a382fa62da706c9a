import type { JobDetail, JobSummary } from '../api.ts';

export function isUnderWay({ state }: Pick<JobSummary, 'state'>): boolean {
  return state === 'running' || state === 'queued';
}

/** The job that fetches a model: the one under way, else one that was paused or failed. */
export function downloadOf(jobs: ReadonlyMap<string, JobDetail>, model: string): JobDetail | undefined {
  const unfinished = [...jobs.values()].filter(
    ({ kind, state, input }) =>
      kind === 'download' &&
      state !== 'done' &&
      state !== 'cancelled' &&
      typeof input === 'object' &&
      input !== null &&
      'model' in input &&
      input.model === model,
  );
  return unfinished.find(isUnderWay) ?? unfinished[0];
}

/** Whether taking a job off the list deletes what it has done so far. */
export function losesWork({ kind, state }: Pick<JobSummary, 'kind' | 'state'>): boolean {
  return state !== 'done' && !keepingKinds.has(kind);
}

/** What came of a download stays in the models folder, and each question that was made is kept at once. */
const keepingKinds: ReadonlySet<string> = new Set(['download', 'make-questions']);

/** Share of the running stage that is done, 0 to 1; null when it is not known. */
export function shareDone(job: JobSummary | JobDetail): number | null {
  if (!('progress' in job) || job.progress === null || job.progress.total === 0) return null;
  return job.progress.done / job.progress.total;
}
