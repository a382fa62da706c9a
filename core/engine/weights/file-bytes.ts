import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Writing, writeError } from '../../disk.ts';
import { AppError } from '../../errors.ts';

/** A file open for reading at any offset. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /** `length` bytes from `offset`, in a buffer of their own. Throws `model/bad-file` when the file ends before. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** Opens a file for reading at any offset. @throws AppError `model/not-found` when there is no such file. */
export function openBytes(path: string): ByteFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw new AppError('model/not-found', `Could not open the model file ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  const size = fstatSync(descriptor).size;
  return {
    path,
    size,
    read(offset, length) {
      if (offset + length > size)
        throw new AppError(
          'model/bad-file',
          `${path} ends too early: ${length} bytes were expected at ${offset}, and the file has ${size}. Fetch it again.`,
        );
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const count = readSync(descriptor, bytes, done, Math.min(length - done, pieceBytes), offset + done);
        if (count === 0) throw new AppError('model/bad-file', `${path} became shorter while it was read.`);
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}

/**
 * Writes a file beside its place, syncs it, and renames it: a half-written file never carries the name.
 *
 * @param about what it is, for the message when the disk is full or refuses: see `writeError`.
 */
export function writeBeside(
  path: string,
  write: (append: (bytes: Uint8Array) => void) => void,
  about: Omit<Writing, 'path'> = {},
): void {
  const beside = `${path}.writing-${process.pid}`;
  let descriptor: number | undefined;
  try {
    const open = openSync(beside, 'w');
    descriptor = open;
    write((bytes) => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(open, bytes, done, Math.min(bytes.length - done, pieceBytes));
    });
    fsyncSync(open);
    descriptor = undefined;
    closeSync(open);
    renameSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeHalf(beside, descriptor);
    throw writeError(error, { path, ...about });
  }
}

/** What can't be removed (a disk that became read-only) must not hide why it could not be written. */
function removeHalf(path: string, descriptor: number | undefined): void {
  try {
    if (descriptor !== undefined) closeSync(descriptor);
    rmSync(path, { force: true });
  } catch {}
}

/** Makes a rename in the folder durable. Windows can't open folders, and needs no such thing. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** One read or write call moves at most 2 GiB. */
const pieceBytes = 2 ** 30;
