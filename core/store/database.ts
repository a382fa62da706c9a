import { existsSync, rmSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';
import { diskFailure, roomAt } from '../disk.ts';
import { AppError, type DiskFailure, diskFailures, invariant } from '../errors.ts';

/** A value SQLite binds as it is. Booleans and JSON are encoded by {@link Table}. */
export type SqlValue = string | number | Uint8Array | null;

/** A prepared statement whose failures are {@link AppError}s. */
export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly rowId: number };
  get(...values: readonly SqlValue[]): Record<string, SqlValue> | undefined;
  all(...values: readonly SqlValue[]): Record<string, SqlValue>[];
}

/** One open SQLite file. Statements are prepared once and kept by their text. */
export interface SqlDatabase {
  readonly path: string;
  statement(sql: string): Statement;
  exec(sql: string): void;
  pragma(sql: string): unknown;
  /** Runs `body` in a transaction (a savepoint inside another one); rolls back when it throws. `body` must be synchronous. */
  transaction<T>(body: () => T): T;
  /** Hears of every statement that changed rows, at once: what it changed may still be taken back. Gives the function that ends it. */
  onChange(listener: ChangeListener): () => void;
  /** Loads an extension of SQLite from its library. */
  loadExtension(path: string): void;
  /** Writes a copy, as it is now, to a new file. */
  copyTo(path: string): void;
  close(): void;
}

export type ChangeListener = (table: string, change: 'insert' | 'update' | 'delete') => void;

/**
 * Opens (or creates) an SQLite file with the settings the store relies on.
 *
 * `synchronous = FULL`: a commit is on the disk when it returns, so "done" is never said of what a power cut takes back,
 * and a removed row never comes back without its files. Commits are few (stages, checkpoints, batches of points), so its
 * price, one fsync each, is not felt.
 *
 * @throws AppError `store/corrupt` when the file is not an SQLite database, `store/disk-full`, `store/not-writable`, `store/disk-failed`.
 */
export function openDatabase(path: string, options: { readonly nativeBinding?: string } = {}): SqlDatabase {
  const sqlite = guard(path, () => new BetterSqlite(path, { ...options, timeout: BUSY_TIMEOUT_MS }));
  try {
    guard(path, () => {
      sqlite.pragma('journal_mode = WAL');
      sqlite.pragma('synchronous = FULL');
      sqlite.pragma('foreign_keys = ON');
      sqlite.pragma('trusted_schema = OFF');
    });
  } catch (error) {
    sqlite.close();
    throw error;
  }
  const prepared = new Map<string, Statement>();
  const listeners = new Set<ChangeListener>();
  const tell = (...change: Parameters<ChangeListener>) => {
    for (const listener of listeners) listener(...change);
  };
  return {
    path,
    statement(sql) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        statement = guardedStatement(
          path,
          guard(path, () => sqlite.prepare<SqlValue[], Record<string, SqlValue>>(sql)),
          changeOf(sql),
          tell,
        );
        prepared.set(sql, statement);
      }
      return statement;
    },
    exec: (sql) => guard(path, () => void sqlite.exec(sql)),
    pragma: (sql) => guard(path, () => sqlite.pragma(sql)),
    transaction: (body) =>
      guard(path, () =>
        sqlite
          .transaction(() => {
            const result = body();
            invariant(!(result instanceof Promise), 'a transaction is synchronous: await before it, not inside it');
            return result;
          })
          // Immediate: a transaction that reads first and writes later can't then meet a writer and fail half way.
          .immediate(),
      ),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    loadExtension: (path) => void sqlite.loadExtension(path),
    copyTo(copy) {
      if (existsSync(copy)) throw new AppError('store/conflict', `${copy} is there already; nothing is overwritten.`);
      try {
        sqlite.prepare('VACUUM INTO ?').run(copy);
      } catch (error) {
        // SQLite leaves what it had written.
        if (existsSync(copy)) rmSync(copy);
        throw sqliteError(copy, error);
      }
    },
    close: () => void sqlite.close(),
  };
}

const BUSY_TIMEOUT_MS = 10_000;

function guardedStatement(
  path: string,
  statement: BetterSqlite.Statement<SqlValue[], Record<string, SqlValue>>,
  change: Parameters<ChangeListener> | undefined,
  tell: ChangeListener,
): Statement {
  return {
    run(...values) {
      const { changes, lastInsertRowid } = guard(path, () => statement.run(...values));
      if (change !== undefined && changes > 0) tell(...change);
      return { changes, rowId: Number(lastInsertRowid) };
    },
    get: (...values) => guard(path, () => statement.get(...values)),
    all: (...values) => guard(path, () => statement.all(...values)),
  };
}

/** The table that a statement changes. Ours begin with the verb, all of them. */
function changeOf(sql: string): Parameters<ChangeListener> | undefined {
  const [, verb, table] = /^\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)/.exec(sql) ?? [];
  if (verb === undefined || table === undefined) return undefined;
  return [table, verb.startsWith('INSERT') ? 'insert' : verb === 'UPDATE' ? 'update' : 'delete'];
}

function guard<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw sqliteError(path, error);
  }
}

/** What SQLite says of the world outside, as an {@link AppError}; what it says of our SQL stays a defect, as does any other value. */
export function sqliteError(path: string, error: unknown): unknown {
  if (!(error instanceof BetterSqlite.SqliteError)) return error;
  const { code, message } = error;
  const cause = error;
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new AppError('store/corrupt', `Tried to read ${path}: it is damaged or not a database (${message}).`, {
      cause,
      command: 'Move the file away and restore a backup: stockpot restore FILE',
    });
  }
  const failure = diskFailureOf(path, code);
  if (failure !== undefined) {
    return diskFailure(failure, { path, what: 'the database' }, { cause, detail: `${code}: ${message}` });
  }
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new AppError('store/conflict', `Tried to keep a second entry of the same name: ${message}.`, { cause });
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError(
      'store/conflict',
      'Tried to change an entry that others depend on, or that points to nothing.',
      {
        cause,
      },
    );
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new AppError('store/conflict', `Tried to write ${path}: another process kept it busy. Try again.`, {
      cause,
    });
  }
  return error;
}

function diskFailureOf(path: string, code: string): DiskFailure | undefined {
  if (code === 'SQLITE_FULL') return diskFailures.ENOSPC;
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return diskFailures.EACCES;
  }
  if (!code.startsWith('SQLITE_IOERR')) return undefined;
  // The journal and its index beside it say "input/output error" of a full disk too.
  return (roomAt(path)?.freeBytes ?? Infinity) < LEAST_ROOM_BYTES ? diskFailures.ENOSPC : diskFailures.EIO;
}

/** What the journal's index grows by. */
const LEAST_ROOM_BYTES = 64 * 1024;
