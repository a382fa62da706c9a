import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { JobRow } from '../store/index.ts';
import type { JobDetail, JobInput, JobOutcome, JobSummary, Json, Point, Removed, ResumeInput } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { followJob } from './follow-job.ts';
import { jobDetail, jobSummary } from './job-detail.ts';
import type { CallContext, Methods } from './methods.ts';
import { askLowMemory } from './resume-memory.ts';

export const jobMethods: Methods<
  'job.list' | 'job.show' | 'job.points' | 'job.resume' | 'job.pause' | 'job.cancel' | 'job.remove'
> = {
  'job.list': (_input, { host }) => host.store.jobs.list().map((row) => jobSummary(row, host.store)),
  'job.show': ({ job }, { host }): JobDetail => jobDetail(host.store.jobs.require(job), host.store),
  'job.points': points,
  'job.resume': resume,
  'job.pause': pause,
  'job.cancel': cancel,
  'job.remove': remove,
};

function points({ job }: JobInput, { host: { store } }: CallContext): Point[] {
  const { id } = store.jobs.require(job);
  return store.points
    .series(id)
    .flatMap((series) => store.points.list(id, series).map((point) => ({ series, ...point })));
}

async function resume({ job, memory }: ResumeInput, { host, emit, signal }: CallContext): Promise<JobOutcome> {
  const { jobs, store } = host;
  const row = store.jobs.require(job);
  if (memory === 'low') askLowMemory(store, row);
  const { id, kind } = jobs.resume(row.id);
  emit({ kind: 'job', job: id, state: 'resumed' });
  const { result } = await followJob(host, id, emit, signal);
  return { job: id, kind, result: result as Json };
}

/** Stops a job that runs or waits, here or in another process, at its last checkpoint. One that does neither stays as it is. */
async function pause({ job }: JobInput, { host, signal }: CallContext): Promise<JobSummary> {
  const row = host.store.jobs.require(job);
  if (!isActive(row)) return jobSummary(row, host.store);
  return jobSummary(await stop(row, 'pause', { host, signal }), host.store);
}

/**
 * Stops a job that runs, here or in another process, which leaves it resumable. One that does not run is taken away with
 * what it had begun.
 */
async function cancel({ job }: JobInput, { host, signal }: CallContext): Promise<JobSummary> {
  const row = host.store.jobs.require(job);
  if (row.state === 'done') return jobSummary(row, host.store);
  if (isActive(row) && isHosted(host)) return jobSummary(await stop(row, 'cancel', { host, signal }), host.store);
  // Where its host died, taking the home marks it as interrupted.
  void host.jobs;
  discardJob(host, row.id);
  return { ...jobSummary(row, host.store), state: 'cancelled' };
}

function remove({ job }: JobInput, { host }: CallContext): Removed {
  if (!isHosted(host)) void host.jobs;
  const { id, ...row } = host.store.jobs.require(job);
  if (isActive(row)) {
    throw new AppError('store/conflict', `Tried to take job ${id} off the list: it is ${row.state}.`, {
      command: `stockpot jobs cancel ${id}`,
    });
  }
  discardJob(host, id);
  return { removed: id };
}

/** Here at once; another process does it within seconds, and the row says when. */
async function stop(
  { id }: JobRow,
  how: 'pause' | 'cancel',
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<JobRow> {
  const { store } = host;
  if (host.ownedJobs === undefined && isHosted(host)) {
    if (how === 'pause') store.jobs.askPause(id);
    else store.jobs.askCancel(id);
    return await whenStopped(() => store.jobs.require(id), signal);
  }
  return await host.jobs[how](id);
}

/** Whether the process that runs the home's jobs is alive: this one, or another. */
function isHosted(host: CallContext['host']): boolean {
  const owner = host.ownedJobs === undefined ? host.owner() : undefined;
  return host.ownedJobs !== undefined || (owner !== undefined && owner.pid !== process.pid);
}

async function whenStopped(read: () => JobRow, signal: AbortSignal | undefined): Promise<JobRow> {
  for (;;) {
    const row = read();
    if (!isActive(row)) return row;
    await wait(LOOK_MS, undefined, signal === undefined ? {} : { signal });
  }
}

const LOOK_MS = 200;

function isActive({ state }: Pick<JobRow, 'state'>): boolean {
  return state === 'running' || state === 'queued';
}
