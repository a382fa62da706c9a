import { rmSync } from 'node:fs';
import { AppError, errorData, invariant } from '../errors.ts';
import type { HomeLock, JobRow, JobState, Store } from '../store/index.ts';
import type { JobEvent, JobListener } from './events.ts';
import { type JobBody, runJob } from './run-job.ts';

/** The durable queue of one host. Close it before the store. */
export interface Jobs {
  /** Jobs that a host left unfinished when it died, found when the queue was opened: paused now, and resumable. */
  readonly interrupted: readonly JobRow[];
  /** Keeps a new job and queues it. */
  start(kind: string, input: unknown): JobRow;
  /**
   * Queues a job that is paused, failed or cancelled again: it goes on after the last stage kept.
   *
   * @throws AppError `jobs/not-found`, `jobs/not-resumable` (done, running, or of a kind this program does not know).
   */
  resume(id: string): JobRow;
  /** Stops a job and gives its row once it has stopped. What is done or cancelled already stays as it is. @throws AppError `jobs/not-found`. */
  cancel(id: string): Promise<JobRow>;
  /** The row of a job once it neither waits nor runs here: done, failed, cancelled or paused. */
  finished(id: string): Promise<JobRow>;
  /** Newest first. */
  list(filter?: { readonly states?: readonly JobState[]; readonly kind?: string }): JobRow[];
  /** Hears every event from now on; gives the function that ends it. */
  onEvent(listener: JobListener): () => void;
  /** Stops what runs, which stays resumable (paused, `closed`), and waits for it. */
  close(): Promise<void>;
}

/**
 * Opens the queue. It owns the home (by `lock`), so a job that the database says is running was run by a host that died:
 * such a job, and one that waited, becomes paused with the reason `interrupted`.
 *
 * @param options.kinds the body for each kind of job
 * @param options.concurrency how many run at once (1: they share the processor)
 */
export function openJobs(
  store: Store,
  options: {
    readonly lock: HomeLock;
    readonly kinds: Readonly<Record<string, JobBody>>;
    readonly concurrency?: number;
  },
): Jobs {
  const { lock, kinds, concurrency = 1 } = options;
  invariant(lock.home === store.home, `the lock is of ${lock.home}, not of ${store.home}`);
  const interrupted = pauseInterrupted(store);
  const listeners = new Set<JobListener>();
  const waiting: string[] = [];
  const running = new Map<string, AbortController>();
  const ends = new Map<string, PromiseWithResolvers<JobRow>>();
  /** How jobs ended that could not be kept, the disk being full: kept as soon as there is room. */
  const unsaved = new Map<string, Patch>();
  let closed = false;

  const save = (id: string, patch: Patch) => {
    unsaved.set(id, patch);
    store.jobs.update(id, patch);
    unsaved.delete(id);
  };
  const saveRest = () => {
    for (const [id, patch] of unsaved) save(id, patch);
  };
  const emit = (event: JobEvent) => {
    for (const listener of listeners) listener(event);
  };
  const changed = (id: string) => {
    const job = store.jobs.require(id);
    emit({ type: 'state', job });
    return job;
  };

  // Another process (`stockpot jobs cancel`) asks by the row.
  const asked = setInterval(() => {
    for (const [id, controller] of running) {
      if (store.jobs.cancelAsked(id)) controller.abort(new Stop('cancelled'));
    }
  }, ASKED_INTERVAL_MS);
  asked.unref();

  const enqueue = (id: string) => {
    invariant(!closed, 'the queue is closed');
    const end = withResolvers<JobRow>();
    // Nobody need wait for it.
    end.promise.catch(() => {});
    ends.set(id, end);
    waiting.push(id);
    const job = changed(id);
    // Later, so that who queued it can listen first.
    queueMicrotask(startNext);
    return job;
  };
  const startNext = () => {
    while (!closed && running.size < concurrency) {
      const id = waiting.shift();
      if (id === undefined) return;
      const controller = new AbortController();
      running.set(id, controller);
      void execute(id, controller).then(
        (job) => settle(id, (end) => end.resolve(job)),
        (error) => settle(id, (end) => end.reject(error)),
      );
    }
  };
  const settle = (id: string, how: (end: PromiseWithResolvers<JobRow>) => void) => {
    const end = ends.get(id);
    running.delete(id);
    ends.delete(id);
    if (end !== undefined) how(end);
    startNext();
  };
  const execute = async (id: string, controller: AbortController) => {
    const { kind } = store.jobs.require(id);
    const { signal } = controller;
    const outcome = await outcomeOf(signal, () => {
      store.jobs.update(id, { state: 'running', pid: process.pid, owner: lock.owner.id });
      changed(id);
      return runJob(store, id, kinds[kind]!, { signal, onEvent: emit });
    });
    const finishedAt = outcome.state === 'paused' ? null : new Date().toISOString();
    const patch = { ...outcome, ...UNOWNED, finishedAt };
    try {
      save(id, patch);
    } catch (error) {
      // A full disk fails the job, and then the keeping of its end: whoever waits hears the first of the two.
      if (!(error instanceof AppError) || outcome.state === 'done') throw error;
      const job = { ...store.jobs.require(id), ...patch };
      emit({ type: 'state', job });
      return job;
    }
    if (outcome.state === 'done') rmSync(store.jobFolder(id), { recursive: true, force: true });
    return changed(id);
  };
  const withdraw = (id: string, patch: Patch) => {
    waiting.splice(waiting.indexOf(id), 1);
    store.jobs.update(id, patch);
    const end = ends.get(id);
    ends.delete(id);
    end?.resolve(changed(id));
  };

  return {
    interrupted,
    start(kind, input) {
      invariant(Object.hasOwn(kinds, kind), `no body for jobs of kind "${kind}"`);
      return enqueue(store.jobs.insert({ kind, input }).id);
    },
    resume(id) {
      saveRest();
      const job = store.jobs.require(id);
      checkResumable(job, kinds);
      store.jobs.update(id, { state: 'queued', cancelAsked: false, reason: null, error: null, finishedAt: null });
      return enqueue(id);
    },
    async cancel(id) {
      saveRest();
      const job = store.jobs.require(id);
      const end = ends.get(id)?.promise;
      const controller = running.get(id);
      if (controller !== undefined) controller.abort(new Stop('cancelled'));
      else if (waiting.includes(id)) withdraw(id, { state: 'cancelled', finishedAt: new Date().toISOString() });
      else if (job.state === 'paused' || job.state === 'failed') {
        store.jobs.update(id, { state: 'cancelled', finishedAt: new Date().toISOString() });
        return changed(id);
      }
      return end ?? store.jobs.require(id);
    },
    finished: async (id) => ends.get(id)?.promise ?? store.jobs.require(id),
    list: (filter) => store.jobs.list(filter),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearInterval(asked);
      const runs = [...running.keys()].map((id) => ends.get(id)?.promise);
      for (const id of [...waiting]) withdraw(id, { state: 'paused', reason: 'closed' });
      for (const controller of running.values()) controller.abort(new Stop('closed'));
      await Promise.allSettled(runs);
    },
  };
}

const ASKED_INTERVAL_MS = 500;

/** Why the queue aborted a job; bodies see it as `signal.reason`. */
class Stop extends Error {
  readonly why: 'cancelled' | 'closed';

  constructor(why: 'cancelled' | 'closed') {
    super(why === 'cancelled' ? 'The job was cancelled.' : 'The program was closed.');
    // What AbortSignal's own reason is called, so that libraries take it for what it is.
    this.name = 'AbortError';
    this.why = why;
  }
}

const UNOWNED = { pid: null, owner: null } as const;

type Patch = Parameters<Store['jobs']['update']>[1];
type Outcome = Pick<JobRow, 'state'> & Partial<Pick<JobRow, 'result' | 'error' | 'reason'>>;

/** A body that ends although it was told to stop is done; one that throws once told to stop has stopped. */
async function outcomeOf(signal: AbortSignal, run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { state: 'done', result: await run() };
  } catch (error) {
    if (signal.reason instanceof Stop) {
      return signal.reason.why === 'cancelled' ? { state: 'cancelled' } : { state: 'paused', reason: 'closed' };
    }
    return { state: 'failed', error: errorData(error) };
  }
}

function pauseInterrupted(store: Store): JobRow[] {
  return store
    .transaction(() =>
      store.jobs.list({ states: ['running', 'queued'] }).map(({ id, cancelAsked }) => {
        const outcome: Outcome = cancelAsked ? { state: 'cancelled' } : { state: 'paused', reason: 'interrupted' };
        store.jobs.update(id, { ...outcome, ...UNOWNED });
        return store.jobs.require(id);
      }),
    )
    .filter(({ state }) => state === 'paused');
}

function checkResumable(job: JobRow, kinds: Readonly<Record<string, JobBody>>): void {
  const resumable: readonly JobState[] = ['paused', 'failed', 'cancelled'];
  if (!resumable.includes(job.state)) {
    throw new AppError('jobs/not-resumable', `Tried to resume job ${job.id}: it is ${job.state}.`, {
      hint: 'stockpot jobs list',
    });
  }
  if (!Object.hasOwn(kinds, job.kind)) {
    throw new AppError(
      'jobs/not-resumable',
      `Tried to resume job ${job.id}: this program has no work of the kind "${job.kind}". Update Stockpot.`,
    );
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

// Promise.withResolvers comes with Node 22.
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}
