import { type JobEvent, type Throttle, throttle } from '../jobs/index.ts';
import { everything } from './changes.ts';
import type { Nothing } from './contract.ts';
import type { Emit, Host } from './host.ts';
import { jobDetail } from './job-detail.ts';
import type { CallContext } from './methods.ts';

/** Tells what is under way and then every change, until the signal is aborted. This process becomes the home's owner. */
export async function watch(_input: Nothing, { host, emit, signal }: CallContext): Promise<null> {
  let end = watchHome(host, emit);
  const forget = host.onReplaced(() => {
    end();
    end = watchHome(host, emit);
    for (const what of everything) emit({ kind: 'changed', what });
  });
  return await new Promise((_, stop) => {
    const stopped = AbortSignal.any(signal === undefined ? [host.closing] : [signal, host.closing]);
    const finish = () => {
      forget();
      end();
      stop(stopped.reason);
    };
    if (stopped.aborted) finish();
    else stopped.addEventListener('abort', finish, { once: true });
  });
}

/** Begins with what is under way; gives the function that ends it. */
function watchHome(host: Host, emit: Emit): () => void {
  const { jobs } = host;
  const watched = watchJobs(host, emit);
  const ends = [
    jobs.onEvent(watched.hear),
    host.changes.listen((what) => emit({ kind: 'changed', what })),
    watched.end,
  ];
  const active = jobs.list({ states: ['queued', 'running', 'paused', 'failed'] });
  emit({ kind: 'snapshot', jobs: active.map((row) => jobDetail(row, host.store)) });
  return () => {
    for (const each of ends) each();
  };
}

/** A job's events as whole pictures of it, ten a second at most, the last one always. */
function watchJobs(host: Host, emit: Emit) {
  const told = new Map<string, Throttle<unknown>>();
  const throttleOf = (id: string) => {
    let one = told.get(id);
    if (one === undefined) {
      const show = (progress: unknown) => {
        const row = host.store.jobs.get(id);
        if (row !== undefined) emit({ kind: 'job-changed', job: jobDetail(row, host.store, progress ?? row.progress) });
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
