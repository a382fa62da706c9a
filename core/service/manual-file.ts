import { existsSync, readdirSync } from 'node:fs';
import { AppError } from '../errors.ts';
import type { Store } from '../store/index.ts';

/** The bytes that a manual was read from. */
export interface ManualFile {
  readonly folder: string;
  readonly name: string;
  /** Its media type. */
  readonly type: string;
}

/** The copy of the file that a manual was imported from. @throws AppError `service/not-found`. */
export function manualFile(store: Store, id: string): ManualFile {
  const row = store.manuals.get(id);
  const folder = row === undefined ? undefined : store.manualFolder(row.sha256);
  const name =
    folder !== undefined && existsSync(folder)
      ? readdirSync(folder).find((entry) => entry.startsWith('original'))
      : undefined;
  if (row === undefined || folder === undefined || name === undefined) {
    throw new AppError('service/not-found', `There is no file of a manual ${id}.`);
  }
  return { folder, name, type: row.type === 'pdf' ? 'application/pdf' : 'text/plain; charset=utf-8' };
}
