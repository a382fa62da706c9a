import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { AppError, type DiskFailure, diskFailures } from './errors.ts';

/** Something that is being written, for the message when it can't be. */
export interface Writing {
  readonly path: string;
  /** In words, with its article: "the checkpoint". */
  readonly what?: string | undefined;
  /** How much is to be written, where that is known. */
  readonly bytes?: number | undefined;
}

/**
 * A failure to write as an {@link AppError}: `store/disk-full`, `store/not-writable`, `store/disk-failed`, or, when what could not be
 * read was the source of a copy, `store/not-readable`. Any other value as it is. Call it once what was half written is
 * removed: the message says how much room is there.
 */
export function writeError(error: unknown, writing: Writing): unknown {
  if (error instanceof AppError) return error;
  if (isUnreadableSource(error, writing.path)) {
    const hint = 'Check the rights of that file.';
    return new AppError('store/not-readable', `Tried to read ${error.path}: permission denied (${error.code}).`, {
      cause: error,
      hint,
    });
  }
  const code = codeOf(error);
  const failure = code === undefined ? undefined : diskFailures[code];
  return failure === undefined ? error : diskFailure(failure, writing, { cause: error, detail: code });
}

/** As {@link writeError}, around what writes. */
export function writing<T>(about: Writing, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writeError(error, about);
  }
}

/** As {@link writing}, for what writes later. */
export async function writingAsync<T>(about: Writing, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw writeError(error, about);
  }
}

/** The error for a {@link DiskFailure}, with what was written, where, and the room that is there and is needed. */
export function diskFailure(
  failure: DiskFailure,
  { path, what, bytes }: Writing,
  options: { readonly cause?: unknown; readonly detail?: string | undefined } = {},
): AppError {
  const room = failure.code === 'store/disk-full' ? roomAt(path) : undefined;
  const needed = bytes === undefined ? '' : `${sizeText(bytes)} ${room === undefined ? 'are needed' : 'are needed, '}`;
  const left = room === undefined ? '' : `${sizeText(room.freeBytes)} of ${sizeText(room.totalBytes)} are free there`;
  const numbers = failure.code === 'store/disk-full' && needed + left !== '' ? ` ${needed}${left}.` : '';
  return new AppError(
    failure.code,
    `Tried to write ${what === undefined ? path : `${what} to ${path}`}: ${failure.words}${options.detail === undefined ? '' : ` (${options.detail})`}.${numbers}`,
    { cause: options.cause, hint: failure.hint },
  );
}

/**
 * Makes a folder and those it lies in, where there are none. One by one: where a file system takes no folders at all, Node's own
 * recursive way never ends.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.unshift(folder);
  if (missing.length === 0 && !statSync(path).isDirectory()) missing.push(path);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another process may have made it meanwhile.
      if (code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue;
      if (code === 'ENOENT') throw diskFailure(noFolders, { path: folder }, { cause: error, detail: code });
      throw error;
    }
  }
}

const noFolders: DiskFailure = {
  code: 'store/not-writable',
  words: 'no folder can be made there',
  hint: 'Choose another place.',
};

/** Says before a long write that there is no room for it. @throws AppError `store/disk-full`. */
export function checkRoom(about: Writing & { readonly bytes: number }): void {
  const room = roomAt(about.path);
  if (room !== undefined && room.freeBytes < about.bytes) throw diskFailure(diskFailures.ENOSPC!, about);
}

/** The room on the disk that a path lies on, or will lie on; undefined where the system does not tell. */
export function roomAt(path: string): { readonly freeBytes: number; readonly totalBytes: number } | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(existingParent(path));
    return blocks === 0 ? undefined : { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // Some network and virtual file systems answer no such question.
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as NodeJS.ErrnoException).code;
}

function existingParent(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Whether the system refused to read what was to be copied, rather than to write. */
function isUnreadableSource(
  error: unknown,
  target: string,
): error is Error & { readonly path: string; readonly code: string } {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return false;
  const code = codeOf(error);
  if (code !== 'EACCES' && code !== 'EPERM') return false;
  if (!relative(dirname(resolve(target)), resolve(error.path)).startsWith('..')) return false;
  try {
    accessSync(error.path, constants.R_OK);
    return false;
  } catch {
    return true;
  }
}

function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}
