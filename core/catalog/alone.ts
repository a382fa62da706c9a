import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { CatalogOptions } from './options.ts';

/**
 * Makes a model's folder while no other process, and no other caller here, makes the same one: the later one waits, and
 * then finds it made. Without `options.lock` it makes it at once.
 *
 * @param make looks once more whether the folder is there.
 * @throws the signal's reason when aborted while it waits.
 */
export async function alone<T>(folder: string, options: CatalogOptions, make: () => Promise<T>): Promise<T> {
  const { lock, signal } = options;
  if (lock === undefined) return make();
  const path = lockPath(folder);
  let release = lock(path);
  while (release === undefined) {
    signal?.throwIfAborted();
    options.onProgress?.({ stage: 'wait', file: basename(folder), done: 0, total: null });
    await wait(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
    release = lock(path);
  }
  try {
    return await make();
  } finally {
    release();
  }
}

/** Does something with a model's folder that no one may make meanwhile. @throws AppError `store/conflict` when someone does. */
export function aloneOrNot<T>(folder: string, options: CatalogOptions, work: () => T): T {
  if (options.lock === undefined) return work();
  const release = options.lock(lockPath(folder));
  if (release === undefined) {
    throw new AppError('store/conflict', `${basename(folder)} is being fetched by another Stockpot process.`, {
      hint: 'Stop that one, or wait for its end.',
    });
  }
  try {
    return work();
  } finally {
    release();
  }
}

const LOOK_MS = 250;

/** The lock is a file beside the folders, never in one: those are renamed and removed. It stays: removing one would let two hold it. */
function lockPath(folder: string): string {
  return join(dirname(folder), '.locks', `${basename(folder)}.lock`);
}
