import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogOptions, type ConnectionAttempt, modelsFolder } from '../catalog/index.ts';
import { type JobBody, type Jobs, openJobs } from '../jobs/index.ts';
import {
  type HomeLock,
  type HomeOwner,
  homeOwner,
  lockHome,
  openStore,
  refuseMoved,
  type Store,
  tryLockFile,
} from '../store/index.ts';
import { type Changes, changesOf } from './changes.ts';
import type { ServiceEvent, Settings } from './contract.ts';
import { type EngineWorker, engineWorker, type SpawnWorker } from './engine-worker.ts';
import { type Log, logJobs, openLog } from './log.ts';
import { defaultSettings, modelsFolderKey, settingsOf } from './settings-kept.ts';

/** What methods work with: one home's database, queue, models and workers, each opened when it is first needed. */
export interface Host {
  /** Another one after {@link Host.moveTo}. */
  readonly home: string;
  /** Which build of better-sqlite3 is loaded, for workers that take locks. */
  readonly nativeBinding: string | undefined;
  /** Who owns the home, this process or another. */
  owner(): HomeOwner | undefined;
  readonly store: Store;
  /** The queue. Taking it takes the home's lock and sweeps away what a killed process left. @throws AppError `store/home-locked`. */
  readonly jobs: Jobs;
  /** The queue, if it was taken. */
  readonly ownedJobs: Jobs | undefined;
  readonly settings: Settings;
  readonly changes: Changes;
  readonly log: Log;
  /** Aborted when this host closes. */
  readonly closing: AbortSignal;
  /** Makes this process the home's owner, as removing files needs. @throws AppError `store/home-locked`. */
  own(): void;
  /** Owns the home, and tells other processes where to reach this one. */
  publish(port: number, secret: string): void;
  /**
   * Lets go of the home, has another put in its place by `replace`, which is synchronous, and holds that one as it held
   * the first: owned, published, with a queue. What ran is paused.
   */
  replaceHome<T>(replace: () => T): Promise<T>;
  /**
   * Goes over to another home, held as this one was, once `leave` has made it and left this one. `leave` is synchronous: nothing
   * of this process comes in between. When it throws, this home is held as before.
   */
  moveTo(next: string, leave: () => void): Promise<void>;
  /** Hears that the home was replaced: whatever was read of it is of another one. Gives the function that ends it. */
  onReplaced(listener: () => void): () => void;
  catalog(options?: { readonly signal?: AbortSignal | undefined; readonly emit?: Emit | undefined }): CatalogOptions;
  /** Writes a connection into the ledger. */
  noteConnection(attempt: ConnectionAttempt): void;
  /** A worker of one's own; close it. */
  worker(): EngineWorker;
  /** The worker that answers questions, kept between them. */
  readonly chatWorker: EngineWorker;
  close(): Promise<void>;
}

/** Tells who called. */
export type Emit = (event: ServiceEvent) => void;

export interface HostOptions {
  readonly home: string;
  readonly spawn: SpawnWorker;
  readonly kinds: (host: Host) => Readonly<Record<string, JobBody>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Which build of better-sqlite3 to load. */
  readonly nativeBinding?: string;
}

export function openHost({ home: given, spawn, kinds, env = process.env, nativeBinding }: HostOptions): Host {
  let home = given;
  const native = nativeBinding === undefined ? {} : { nativeBinding };
  let store: Store | undefined;
  let lock: HomeLock | undefined;
  let jobs: Jobs | undefined;
  let chat: EngineWorker | undefined;
  let changes: Changes | undefined;
  const closing = new AbortController();
  const replaced = new Set<() => void>();
  const letGo = () => {
    changes?.close();
    store?.close();
    lock?.release();
    [store, lock, jobs, chat, changes] = [undefined, undefined, undefined, undefined, undefined];
  };
  /** Holds what is there after a change as what was there before it. */
  const holdAgain = async <T>(change: () => T): Promise<T> => {
    const { owner } = lock ?? {};
    const queued = jobs !== undefined;
    await chat?.close();
    await jobs?.close();
    try {
      return change();
    } finally {
      if (owner !== undefined) host.own();
      if (owner?.port != null && owner.secret != null) host.publish(owner.port, owner.secret);
      if (queued) void host.jobs;
      for (const listener of [...replaced]) listener();
    }
  };
  /** Asking what was chosen makes no home. */
  const isThere = () => store !== undefined || existsSync(join(home, 'stockpot.db'));
  const host: Host = {
    get home() {
      return home;
    },
    nativeBinding,
    owner: () => lock?.owner ?? homeOwner(home, native),
    get store() {
      store ??= openStore(home, native);
      return store;
    },
    get jobs() {
      host.own();
      if (jobs === undefined) {
        jobs = openJobs(host.store, { lock: lock!, kinds: kinds(host), lanes });
        logJobs(jobs, host.log);
      }
      return jobs;
    },
    get settings() {
      return isThere() ? settingsOf(host.store) : defaultSettings;
    },
    get changes() {
      changes ??= changesOf(host.store);
      return changes;
    },
    get log() {
      return openLog(home);
    },
    closing: closing.signal,
    get ownedJobs() {
      return jobs;
    },
    own() {
      if (lock !== undefined) return;
      const taken = lockHome(home, native);
      try {
        refuseMoved(home);
      } catch (error) {
        taken.release();
        throw error;
      }
      lock = taken;
      host.store.removeOrphans(lock);
    },
    publish(port, secret) {
      host.own();
      lock!.publish(port, secret);
    },
    replaceHome: (replace) =>
      holdAgain(() => {
        letGo();
        return replace();
      }),
    moveTo: (next, leave) =>
      holdAgain(() => {
        try {
          leave();
          home = next;
        } finally {
          letGo();
        }
      }),
    onReplaced(listener) {
      replaced.add(listener);
      return () => replaced.delete(listener);
    },
    noteConnection({ host: machine, url = `https://${machine}`, method = 'GET', reason, result, detail }) {
      const outcome = result === 'answered' ? 'done' : result;
      host.store.connections.add({ url, method, purpose: reason, outcome, message: detail });
    },
    catalog: ({ signal, emit } = {}) => ({
      modelsFolder: modelsFolder(home, env, isThere() ? host.store.settings.get(modelsFolderKey) : undefined),
      environment: env,
      offline: host.settings.offline,
      lock: (path) => tryLockFile(path, native),
      ...(signal === undefined ? {} : { signal }),
      onConnection: host.noteConnection,
      ...(emit === undefined
        ? {}
        : {
            onProgress: ({ stage, done, total }) =>
              emit({ kind: 'progress', stage: stage === 'verify' ? 'verify' : 'model', done, total: total ?? 0 }),
          }),
    }),
    worker: () => engineWorker(spawn),
    get chatWorker() {
      chat ??= engineWorker(spawn);
      return chat;
    },
    async close() {
      await chat?.close();
      await jobs?.close();
      closing.abort();
      letGo();
    },
  };
  return host;
}

/** What does not wait for long work, nor long work for it: it takes seconds, or waits for a network. */
const lanes = { import: 'read', download: 'fetch' };
