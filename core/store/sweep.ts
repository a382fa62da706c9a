import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SqlDatabase } from './database.ts';
import { findTemporaries } from './files.ts';
import { UNUSED_SOUP } from './soups.ts';

/** What a kill may leave behind, and what should be there and is not. */
export interface Sweep {
  /** Folders of ours that no row names, and those of jobs that are done: absolute paths. */
  readonly folders: readonly string[];
  /** Files and folders never renamed to their names: absolute paths. */
  readonly temporaries: readonly string[];
  /** Rows never finished, and soups that no bot uses, whose job is gone or done. */
  readonly rows: readonly { readonly table: OwnedTable | 'soups'; readonly id: string }[];
  /** Finished rows whose folder is not there. These are told, never removed: a person may put the folder back. */
  readonly missing: readonly { readonly table: OwnedTable; readonly id: string; readonly folder: string }[];
}

export type OwnedTable = 'manuals' | 'skills' | 'runs';

/** Whether nothing is orphaned and nothing is missing. */
export function isClean(sweep: Sweep): boolean {
  return Object.values(sweep).every((found) => found.length === 0);
}

/**
 * Compares the rows with the folders. A job that is not done keeps what it has begun, since it can be resumed; so does
 * a running one: look while nothing runs.
 */
export function sweep(home: string, db: SqlDatabase): Sweep {
  const folders = Object.entries(FOLDERS).flatMap(([parent, { names, rows }]) => {
    const known = new Set(
      db
        .statement(rows)
        .all()
        .map(({ name }) => String(name)),
    );
    return entriesOf(join(home, parent))
      .filter((name) => names.test(name) && !known.has(name))
      .map((name) => join(home, parent, name));
  });
  const temporaries = Object.keys(FOLDERS).flatMap((parent) => findTemporaries(join(home, parent)));
  const rows = Object.entries(ORPHANED).flatMap(([table, orphaned]) =>
    db
      .statement(`SELECT id FROM ${table} WHERE ${orphaned}`)
      .all()
      .map(({ id }) => ({ table: table as keyof typeof ORPHANED, id: String(id) })),
  );
  const missing = (['manuals', 'skills'] as const).flatMap((table) =>
    db
      .statement(FOLDER_OF_ROW[table])
      .all()
      .map(({ id, folder }) => ({ table, id: String(id), folder: resolve(home, String(folder)) }))
      .filter(({ folder }) => !existsSync(folder)),
  );
  return { folders, temporaries, rows, missing };
}

/** Removes orphaned folders, temporaries and rows, and gives what was found. For the owner of the home, before it runs jobs. */
export function removeOrphans(home: string, db: SqlDatabase): Sweep {
  const rows = sweep(home, db).rows;
  db.transaction(() => {
    for (const { table, id } of rows) db.statement(`DELETE FROM ${table} WHERE id = ?`).run(id);
  });
  // Looked at again: a row that went leaves its folder orphaned.
  const found = { ...sweep(home, db), rows };
  for (const path of [...found.folders, ...found.temporaries]) rmSync(path, { recursive: true, force: true });
  return found;
}

/** By folder of the home: the names we give to what is in it (a person's own files are let alone), and which have rows. */
const FOLDERS: Readonly<Record<string, { readonly names: RegExp; readonly rows: string }>> = {
  manuals: { names: /^[0-9a-f]{64}$/, rows: 'SELECT sha256 AS name FROM manuals' },
  skills: { names: /^skl_[0-9a-z]+$/, rows: 'SELECT id AS name FROM skills' },
  jobs: { names: /^job_[0-9a-z]+$/, rows: `SELECT id AS name FROM jobs WHERE state <> 'done'` },
  runs: { names: /^run_[0-9a-z]+$/, rows: 'SELECT id AS name FROM runs' },
  prepared: { names: /^[0-9a-f]{32}$/, rows: 'SELECT key AS name FROM prepared' },
};

const unfinished = (table: OwnedTable, state: string) => `state = '${state}'
  AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = ${table}.job_id AND jobs.state <> 'done')`;

/** Of a row: its job never ended it, or nothing rests on it. */
const ORPHANED = {
  manuals: unfinished('manuals', 'importing'),
  skills: unfinished('skills', 'training'),
  runs: unfinished('runs', 'running'),
  soups: UNUSED_SOUP,
} as const;

const FOLDER_OF_ROW = {
  manuals: `SELECT id, 'manuals/' || sha256 AS folder FROM manuals WHERE state = 'ready'`,
  skills: `SELECT id, folder FROM skills WHERE state = 'ready'`,
} as const;

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
