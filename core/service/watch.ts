import { type JobEvent, type Throttle, throttle } from '../jobs/index.ts';
import type { Nothing } from './contract.ts';
import type { Emit, Host } from './host.ts';
import { jobDetail } from './job-detail.ts';
import type { CallContext } from './methods.ts';

/** Tells what is under way and then every change, until the signal is aborted. This process becomes the home's owner. */
export async function watch(_input: Nothing, { host, emit, signal }: CallContext): Promise<null> {
  const { jobs } = host;
  const watched = watchJobs(host, emit);
  const ends = [
    jobs.onEvent(watched.hear),
    host.changes.listen((what) => emit({ kind: 'changed', what })),
    watched.end,
  ];
  const active = jobs.list({ states: ['queued', 'running', 'paused', 'failed'] });
  emit({ kind: 'snapshot', jobs: active.map((row) => jobDetail(row)) });
  return await new Promise((_, stop) => {
    const stopped = AbortSignal.any(signal === undefined ? [host.closing] : [signal, host.closing]);
    const end = () => {
      for (const each of ends) each();
      stop(stopped.reason);
    };
    if (stopped.aborted) end();
    else stopped.addEventListener('abort', end, { once: true });
  });
}

/** A job's events as whole pictures of it, ten a second at most, the last one always. */
function watchJobs(host: Host, emit: Emit) {
  const told = new Map<string, Throttle<unknown>>();
  const throttleOf = (id: string) => {
    let one = told.get(id);
    if (one === undefined) {
      const show = (progress: unknown) => {
        const row = host.store.jobs.get(id);
        if (row !== undefined) emit({ kind: 'job-changed', job: jobDetail(row, progress ?? row.progress) });
      };
      one = throttle(show, TELL_MS, (error) => {
        throw error;
      });
      told.set(id, one);
    }
    return one;
  };
  return {
    hear(event: JobEvent) {
      switch (event.type) {
        case 'points':
          return emit({ kind: 'points', job: event.jobId, points: event.points });
        case 'progress':
          return throttleOf(event.jobId).offer(event.progress);
        case 'stage':
          return throttleOf(event.jobId).offer(undefined);
        case 'state': {
          const { id, state } = event.job;
          throttleOf(id).offer(undefined);
          if (state === 'queued' || state === 'running') return;
          throttleOf(id).end();
          told.delete(id);
          return;
        }
      }
    },
    end() {
      for (const one of told.values()) one.end();
    },
  };
}

const TELL_MS = 100;
