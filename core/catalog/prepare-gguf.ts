import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, writeError, writing } from '../disk.ts';
import { importGguf } from '../engine/weights/gguf-model-folder.ts';
import { AppError } from '../errors.ts';
import { tokenizerFromGguf } from '../text/index.ts';
import { sha256OfFile, writeJson } from './files.ts';
import { type ModelRecord, readModelRecord, writeModelRecord } from './model-record.ts';

/** Raised whenever the folder that the conversion writes changes: older folders are then made again. */
export const conversionVersion = 1;

/** What a preparation may be told. */
export interface PrepareOptions {
  /** The file's SHA-256, when it was just computed. */
  readonly sha256?: string;
  /** What the record calls the source; the file's own name unless told otherwise. */
  readonly name?: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a complete model folder of a GGUF file: weights, configuration, tokenizer, chat template. It is made under
 * another name and renamed when it is whole; a folder made before from the same file by the same version is kept.
 *
 * @returns the record that stands in the folder.
 * @throws AppError what `importGguf` and `tokenizerFromGguf` throw.
 */
export async function prepareGguf(path: string, folder: string, options: PrepareOptions = {}): Promise<ModelRecord> {
  if (!existsSync(path)) throw new AppError('model/not-found', `There is no GGUF file at ${path}.`);
  const same = preparedBefore(path, folder);
  if (same !== undefined) return same;
  const { size: bytes, mtimeMs: modifiedMs } = statSync(path);
  const record = readModelRecord(folder);
  const before = record?.conversion === conversionVersion ? record : undefined;
  const sha256 = options.sha256 ?? (await sha256OfFile(path, options.signal));
  if (before?.source.sha256 === sha256) return before;

  writing({ path: folder, what }, () => {
    makeFolder(dirname(folder));
    removeLeftovers(folder);
  });
  const making = `${folder}${preparingMark}${process.pid}`;
  try {
    const { metadata } = importGguf(path, making, options);
    options.signal?.throwIfAborted();
    const { tokenizer, config } = tokenizerFromGguf(metadata);
    writeJson(join(making, 'tokenizer.json'), tokenizer);
    writeJson(join(making, 'tokenizer_config.json'), config);
    const made = await writeModelRecord(making, {
      source: { kind: 'gguf', name: options.name ?? basename(path), sha256, bytes, modifiedMs },
      conversion: conversionVersion,
    });
    // A folder made from another file, or by an older version, gives way only now.
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
    return made;
  } catch (error) {
    if (existsSync(making)) rmSync(making, { recursive: true, force: true });
    throw writeError(error, { path: folder, what });
  }
}

/** The record of the folder that was made of a GGUF file, when the file has not been touched since. */
export function preparedBefore(path: string, folder: string): ModelRecord | undefined {
  const { size, mtimeMs } = statSync(path);
  const record = readModelRecord(folder);
  const isSame = record?.source.bytes === size && record.source.modifiedMs === mtimeMs;
  return isSame && record.conversion === conversionVersion ? record : undefined;
}

/** Whether a name in the models folder is that of a folder still being made. */
export function isUnfinished(name: string): boolean {
  return name.includes(preparingMark) || name.endsWith('.pulling');
}

const what = 'the converted base model';
const preparingMark = '.preparing-';

/** Half-made folders of processes that were killed. */
function removeLeftovers(folder: string): void {
  const start = `${basename(folder)}${preparingMark}`;
  for (const name of readdirSync(dirname(folder)))
    if (name.startsWith(start) && !isRunning(Number(name.slice(start.length))))
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
}

function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
