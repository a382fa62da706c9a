import { setTimeout as wait } from 'node:timers/promises';
import { homeOwner, type JobRow } from '../store/index.ts';
import type { JobInput, JobOutcome, JobSummary, Json } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { followJob } from './follow-job.ts';
import type { CallContext, Methods } from './methods.ts';

export const jobMethods: Methods<'job.list' | 'job.resume' | 'job.cancel'> = {
  'job.list': (_input, { host }) => host.store.jobs.list().map(summaryOf),
  'job.resume': resume,
  'job.cancel': cancel,
};

async function resume({ job }: JobInput, { host, emit, signal }: CallContext): Promise<JobOutcome> {
  const { id, kind } = host.jobs.resume(host.store.jobs.require(job).id);
  emit({ kind: 'job', job: id, state: 'resumed' });
  const { result } = await followJob(host, id, emit, signal);
  return { job: id, kind, result: result as Json };
}

/**
 * Stops a job that runs, here or in another process, which leaves it resumable. One that does not run is taken away with
 * what it had begun.
 */
async function cancel({ job }: JobInput, { host, signal }: CallContext): Promise<JobSummary> {
  const { store } = host;
  const row = store.jobs.require(job);
  if (row.state === 'done') return summaryOf(row);
  if (row.state !== 'running' && row.state !== 'queued') {
    discardJob(host, row.id);
    return { ...summaryOf(row), state: 'cancelled' };
  }
  const owner = homeOwner(host.home);
  if (owner === undefined) {
    // Its host died: taking the home marks it as interrupted.
    host.own();
    void host.jobs;
    discardJob(host, row.id);
    return { ...summaryOf(row), state: 'cancelled' };
  }
  store.jobs.askCancel(row.id);
  return summaryOf(await stopped(() => store.jobs.require(job), signal));
}

/** Another process stops it within seconds; its row says when. */
async function stopped(read: () => JobRow, signal: AbortSignal | undefined): Promise<JobRow> {
  for (;;) {
    const row = read();
    if (row.state !== 'running' && row.state !== 'queued') return row;
    await wait(LOOK_MS, undefined, signal === undefined ? {} : { signal });
  }
}

const LOOK_MS = 200;

function summaryOf({ id, kind, state, stage, createdAt, error, input }: JobRow): JobSummary {
  return {
    id,
    kind,
    state,
    title: titleOf(input),
    stage,
    createdAt,
    error: error === null ? null : { code: error.code, message: error.message },
  };
}

/** What a job is about, from what it was started with. */
function titleOf(input: unknown): string {
  const { name, manual, path, data, suite } = input as Readonly<Record<string, unknown>>;
  const about = typeof manual === 'object' && manual !== null ? Object.values(manual)[0] : undefined;
  return String(name ?? suite ?? path ?? data ?? about ?? '');
}
