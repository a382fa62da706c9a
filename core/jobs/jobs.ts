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
  /** As {@link Jobs.cancel}, but it is paused (`asked`): meant to go on, though not by itself. */
  pause(id: string): Promise<JobRow>;
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
 * @param options.concurrency how many run at once (1: they share the processor) of those that are in no lane
 * @param options.lanes kind → lane: jobs in one wait for one another alone (work for a network, or of seconds)
 */
export function openJobs(
  store: Store,
  options: {
    readonly lock: HomeLock;
    readonly kinds: Readonly<Record<string, JobBody>>;
    readonly concurrency?: number;
    readonly lanes?: Readonly<Record<string, string>>;
  },
): Jobs {
  const { lock, kinds, concurrency = 1, lanes = {} } = options;
  invariant(lock.home === store.home, `the lock is of ${lock.home}, not of ${store.home}`);
  const interrupted = pauseInterrupted(store);
  const listeners = new Set<JobListener>();
  const waiting: { readonly id: string; readonly lane: string | undefined }[] = [];
  const running = new Map<string, RunningJob>();
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
    for (const [id, { controller }] of running) {
      if (store.jobs.cancelAsked(id)) controller.abort(new Stop(askedFor(store.jobs.require(id))));
    }
  }, ASKED_INTERVAL_MS);
  asked.unref();

  const enqueue = (id: string) => {
    invariant(!closed, 'the queue is closed');
    const end = withResolvers<JobRow>();
    // Nobody need wait for it.
    end.promise.catch(() => {});
    ends.set(id, end);
    const job = changed(id);
    waiting.push({ id, lane: lanes[job.kind] });
    // Later, so that who queued it can listen first.
    queueMicrotask(startNext);
    return job;
  };
  const hasRoom = (lane: string | undefined) => {
    const inLane = [...running.values()].filter((job) => job.lane === lane).length;
    return inLane < (lane === undefined ? concurrency : 1);
  };
  const startNext = () => {
    while (!closed) {
      const next = waiting.findIndex(({ lane }) => hasRoom(lane));
      const [job] = next < 0 ? [] : waiting.splice(next, 1);
      if (job === undefined) return;
      const { id, lane } = job;
      const controller = new AbortController();
      running.set(id, { controller, lane });
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
    const patch = { reason: null, ...outcome, ...UNOWNED, cancelAsked: false, finishedAt };
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
    const place = waiting.findIndex((job) => job.id === id);
    waiting.splice(place, 1);
    store.jobs.update(id, patch);
    const end = ends.get(id);
    ends.delete(id);
    end?.resolve(changed(id));
  };

  const stop = async (id: string, why: 'cancelled' | 'asked') => {
    saveRest();
    const job = store.jobs.require(id);
    const end = ends.get(id)?.promise;
    const active = running.get(id);
    if (active !== undefined) active.controller.abort(new Stop(why));
    else if (waiting.some((other) => other.id === id)) withdraw(id, stopped(why));
    else if (why === 'cancelled' && (job.state === 'paused' || job.state === 'failed')) {
      store.jobs.update(id, stopped(why));
      return changed(id);
    }
    return end ?? store.jobs.require(id);
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
    cancel: (id) => stop(id, 'cancelled'),
    pause: (id) => stop(id, 'asked'),
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
      for (const { id } of [...waiting]) withdraw(id, { state: 'paused', reason: 'closed' });
      for (const { controller } of running.values()) controller.abort(new Stop('closed'));
      await Promise.allSettled(runs);
    },
  };
}

const ASKED_INTERVAL_MS = 500;

interface RunningJob {
  readonly controller: AbortController;
  readonly lane: string | undefined;
}

/** Why the queue aborted a job; bodies see it as `signal.reason`. */
class Stop extends Error {
  readonly why: 'cancelled' | 'asked' | 'closed';

  constructor(why: 'cancelled' | 'asked' | 'closed') {
    super(stopMessages[why]);
    // What AbortSignal's own reason is called, so that libraries take it for what it is.
    this.name = 'AbortError';
    this.why = why;
  }
}

const stopMessages = {
  cancelled: 'The job was cancelled.',
  asked: 'The job was paused.',
  closed: 'The program was closed.',
} as const;

/** What another process asked the owner to do. */
function askedFor({ reason }: JobRow): 'cancelled' | 'asked' {
  return reason === 'asked' ? 'asked' : 'cancelled';
}

function stopped(why: 'cancelled' | 'asked'): Outcome & { readonly finishedAt: string | null } {
  if (why === 'asked') return { state: 'paused', reason: 'asked', finishedAt: null };
  return { state: 'cancelled', finishedAt: new Date().toISOString() };
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
      const { why } = signal.reason;
      return why === 'cancelled' ? { state: 'cancelled' } : { state: 'paused', reason: why };
    }
    return { state: 'failed', error: errorData(error) };
  }
}

function pauseInterrupted(store: Store): JobRow[] {
  return store
    .transaction(() =>
      store.jobs.list({ states: ['running', 'queued'] }).map((job) => {
        const outcome: Outcome = job.cancelAsked ? stopped(askedFor(job)) : { state: 'paused', reason: 'interrupted' };
        store.jobs.update(job.id, { ...outcome, ...UNOWNED, cancelAsked: false });
        return store.jobs.require(job.id);
      }),
    )
    .filter(({ state }) => state === 'paused');
}

function checkResumable(job: JobRow, kinds: Readonly<Record<string, JobBody>>): void {
  const resumable: readonly JobState[] = ['paused', 'failed', 'cancelled'];
  if (!resumable.includes(job.state)) {
    throw new AppError('jobs/not-resumable', `Tried to resume job ${job.id}: it is ${job.state}.`, {
      command: 'stockpot jobs list',
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
