import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { ManualRow, Store } from '../store/index.ts';
import { findManual } from './find.ts';
import { importedBefore } from './reading.ts';

/** A manual that is here, or a file that is to become one. */
export type BuildManual = { readonly id: string } | { readonly path: string };

/**
 * What a build is of: a file that is there (or the manual that its bytes were read as), else the manual of that name, which may
 * be that of the file it was read from.
 * @throws AppError `manual/not-found` for what looks like a file, `service/not-found`, `service/ambiguous`.
 */
export async function buildManual(store: Store, text: string, signal: AbortSignal | undefined): Promise<BuildManual> {
  const path = resolve(text);
  if (!existsSync(path)) return { id: named(store, text).id };
  const before = await importedBefore(store, path, signal);
  return before === undefined ? { path } : { id: before.id };
}

function named(store: Store, text: string): ManualRow {
  const isPath = /[\\/]|\.(pdf|md|markdown|txt)$/i.test(text);
  for (const name of isPath ? [text, basename(text)] : [text]) {
    try {
      return findManual(store, name);
    } catch (error) {
      if (!isPath || !(error instanceof AppError) || error.code !== 'service/not-found') throw error;
    }
  }
  throw new AppError(
    'manual/not-found',
    `There is no file ${JSON.stringify(text)}, and no manual that was read from it.`,
  );
}
