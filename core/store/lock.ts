import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { makeFolder, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import { sqliteError } from './database.ts';
import { makeHome } from './home.ts';

/** Who owns a home, as told in `lock.json`. */
export interface HomeOwner {
  /** New for every lock: tells one owner from a later one with the same pid. */
  readonly id: string;
  readonly pid: number;
  readonly startedAt: string;
  /** Where it listens on the loopback interface, once it does. */
  readonly port: number | null;
  /** What other processes of this person show there; the file can be read by no one else. */
  readonly secret: string | null;
}

/** Held until released or until the process ends, however it ends. */
export interface HomeLock {
  readonly home: string;
  readonly owner: HomeOwner;
  /** Tells other processes where to reach this one, and what to show. */
  publish(port: number, secret: string): void;
  release(): void;
}

/**
 * Takes a home for this process. The lock is SQLite's exclusive lock on `lock.db`, which the operating system gives up
 * when the process ends, by `kill -9` too: no stale lock is ever left to judge by its age.
 *
 * @throws AppError `store/home-locked` naming the owner's pid; those of `writeError`.
 */
export function lockHome(home: string, options: LockOptions = {}): HomeLock {
  const root = resolve(home);
  makeHome(root);
  const hold = tryLock(join(root, LOCK_NAME), options, WAIT_MS);
  if (hold === undefined) {
    const owner = readOwner(root);
    throw new AppError(
      'store/home-locked',
      `Tried to use ${root}: ${owner === undefined ? 'another Stockpot process' : `Stockpot process ${owner.pid}`} owns it. Close that one, or choose another --home.`,
    );
  }
  let owner: HomeOwner = {
    id: randomUUID(),
    pid: process.pid,
    startedAt: new Date().toISOString(),
    port: null,
    secret: null,
  };
  try {
    writeOwner(root, owner);
  } catch (error) {
    hold.close();
    throw error;
  }
  return {
    home: root,
    get owner() {
      return owner;
    },
    publish(port, secret) {
      owner = { ...owner, port, secret };
      writeOwner(root, owner);
    },
    release() {
      if (!hold.open) return;
      rmSync(join(root, OWNER_NAME), { force: true });
      hold.close();
    },
  };
}

/** Who owns a home now; undefined when nobody does. */
export function homeOwner(home: string, options: LockOptions = {}): HomeOwner | undefined {
  const root = resolve(home);
  if (!existsSync(join(root, LOCK_NAME))) return undefined;
  const hold = tryLock(join(root, LOCK_NAME), options, WAIT_MS);
  if (hold === undefined) return readOwner(root);
  hold.close();
  return undefined;
}

/**
 * Takes a lock that is a file of its own, made where there is none: held until the function given is called or the
 * process ends, however it ends. Undefined while another process, or another caller here, holds it.
 *
 * @throws AppError those of `writeError`.
 */
export function tryLockFile(path: string, options: LockOptions = {}): (() => void) | undefined {
  writing({ path, what: 'a lock' }, () => makeFolder(dirname(path)));
  const hold = tryLock(path, options, 0);
  return hold === undefined ? undefined : () => void hold.close();
}

/** `nativeBinding`: which build of better-sqlite3 to load (Electron has one of its own). */
export interface LockOptions {
  readonly nativeBinding?: string;
}

const LOCK_NAME = 'lock.db';
const OWNER_NAME = 'lock.json';
// Long enough to outlast another process that only looks whether the home is owned.
const WAIT_MS = 250;

function tryLock(path: string, options: LockOptions, timeout: number): BetterSqlite.Database | undefined {
  let hold: BetterSqlite.Database | undefined;
  try {
    hold = new BetterSqlite(path, { ...options, timeout });
    hold.exec('BEGIN EXCLUSIVE');
    return hold;
  } catch (error) {
    hold?.close();
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw sqliteError(path, error);
  }
}

function writeOwner(root: string, owner: HomeOwner): void {
  const path = join(root, OWNER_NAME);
  writing({ path, what: "the note of the folder's owner" }, () => {
    // It holds the secret: no one else may read it, and a file left by a kill keeps its old rights.
    rmSync(`${path}.tmp`, { force: true });
    writeFileSync(`${path}.tmp`, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  });
}

function readOwner(root: string): HomeOwner | undefined {
  try {
    return JSON.parse(readFileSync(join(root, OWNER_NAME), 'utf8')) as HomeOwner;
  } catch (error) {
    // The owner has the lock before it has written its name.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
