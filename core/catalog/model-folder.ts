import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { CatalogEntry } from './entries.ts';
import { fileNames } from './files.ts';
import { type ModelRecord, readModelRecord } from './model-record.ts';

/** A model folder that is ready for the engine. */
export interface ModelFolderInfo {
  /** The catalogue's id, a Hugging Face id, or the path that was given. */
  readonly id: string;
  readonly folder: string;
  /** Where it lies: in our models folder, in Hugging Face's cache (only read), or in a folder of the user's. */
  readonly place: 'models' | 'huggingface-cache' | 'elsewhere';
  /** Of all its files. */
  readonly bytes: number;
  readonly entry: CatalogEntry | undefined;
  /** Only for folders that we made. */
  readonly record: ModelRecord | undefined;
}

/** Describes a folder. @throws AppError `model/not-found` naming what it lacks. */
export function describeFolder(
  id: string,
  folder: string,
  place: ModelFolderInfo['place'],
  entry?: CatalogEntry,
): ModelFolderInfo {
  const missing = missingFiles(folder);
  if (missing.length > 0)
    throw new AppError(
      'model/not-found',
      `${folder} is no complete model: it lacks ${missing.join(', ')}. A model folder holds config.json, tokenizer.json and model.safetensors, or an index with its shards.`,
    );
  return { id, folder, place, bytes: folderBytes(folder), entry, record: readModelRecord(folder) };
}

/** What a folder lacks to be a model; empty when it is one. Links that lead nowhere count as missing. */
export function missingFiles(folder: string): string[] {
  return ['config.json', 'tokenizer.json', ...weightFiles(folder)].filter((name) => !existsSync(join(folder, name)));
}

function weightFiles(folder: string): string[] {
  const index = join(folder, 'model.safetensors.index.json');
  if (existsSync(join(folder, 'model.safetensors')) || !existsSync(index)) return ['model.safetensors'];
  return shardNames(readFileSync(index, 'utf8')) ?? ['a readable model.safetensors.index.json'];
}

/** The shards that an index names; undefined when it names none or names something outside its folder. */
export function shardNames(index: string): string[] | undefined {
  try {
    const { weight_map: map } = JSON.parse(index) as { weight_map?: Record<string, unknown> };
    const names = [...new Set(Object.values(map ?? {}))];
    const plain = (name: unknown): name is string =>
      typeof name === 'string' && /^[\w][\w.-]*\.safetensors$/.test(name);
    return names.length > 0 && names.every(plain) ? names : undefined;
  } catch {
    return undefined;
  }
}

export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const name of fileNames(folder)) {
    const path = join(folder, name);
    if (existsSync(path) && statSync(path).isFile()) bytes += statSync(path).size;
  }
  return bytes;
}
