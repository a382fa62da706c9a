import BetterSqlite from 'better-sqlite3';
import { AppError, invariant } from '../errors.ts';

/** A value SQLite binds as it is. Booleans and JSON are encoded by {@link Table}. */
export type SqlValue = string | number | null;

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
  close(): void;
}

/**
 * Opens (or creates) an SQLite file with the settings the store relies on.
 *
 * `synchronous = FULL`: a commit is on the disk when it returns, so "done" is never said of what a power cut takes back,
 * and a removed row never comes back without its files. Commits are few (stages, checkpoints, batches of points), so its
 * price, one fsync each, is not felt.
 *
 * @throws AppError `store/corrupt` when the file is not an SQLite database, `store/disk-full`.
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
  return {
    path,
    statement(sql) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        statement = guardedStatement(
          path,
          guard(path, () => sqlite.prepare<SqlValue[], Record<string, SqlValue>>(sql)),
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
    close: () => void sqlite.close(),
  };
}

const BUSY_TIMEOUT_MS = 10_000;

function guardedStatement(
  path: string,
  statement: BetterSqlite.Statement<SqlValue[], Record<string, SqlValue>>,
): Statement {
  return {
    run: (...values) =>
      guard(path, () => {
        const { changes, lastInsertRowid } = statement.run(...values);
        return { changes, rowId: Number(lastInsertRowid) };
      }),
    get: (...values) => guard(path, () => statement.get(...values)),
    all: (...values) => guard(path, () => statement.all(...values)),
  };
}

function guard<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof BetterSqlite.SqliteError ? asAppError(path, error) : error;
  }
}

/** What SQLite says of the world outside, as an {@link AppError}; what it says of our SQL stays a defect. */
function asAppError(path: string, error: InstanceType<BetterSqlite.SqliteError>): Error {
  const { code, message } = error;
  const cause = error;
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new AppError('store/corrupt', `Tried to read ${path}: it is damaged or not a database (${message}).`, {
      cause,
      hint: 'Move the file away and restore a backup: stockpot restore FILE',
    });
  }
  if (code === 'SQLITE_FULL') {
    return new AppError('store/disk-full', `Tried to write ${path}: the disk is full. Free some space and try again.`, {
      cause,
    });
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
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
    return new AppError(
      'store/not-found',
      `Tried to open ${path} for writing: ${message}. Check the folder's rights.`,
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
