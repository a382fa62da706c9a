import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readModelConfig } from '../engine/models/config.ts';
import { AppError } from '../errors.ts';
import { aloneOrNot } from './alone.ts';
import { type CatalogEntry, catalogue, findEntry, type ModelShape } from './entries.ts';
import { fileNames, sha256OfFile } from './files.ts';
import { findModel, folderOf, isHubId, lookForModel } from './find-model.ts';
import { describeFolder, folderBytes, type ModelFolderInfo, missingFiles } from './model-folder.ts';
import { readModelRecord } from './model-record.ts';
import type { CatalogOptions } from './options.ts';
import { isUnfinished } from './prepare-gguf.ts';

/** A model of the catalogue or of the models folder. */
export interface ListedModel {
  readonly id: string;
  readonly entry: CatalogEntry | undefined;
  /** Undefined when it is not on this machine. */
  readonly installed: ModelFolderInfo | undefined;
}

/** The catalogue, with what of it is on this machine, and after it what else lies in the models folder. */
export async function listModels(options: CatalogOptions): Promise<ListedModel[]> {
  const known: ListedModel[] = [];
  for (const entry of catalogue) {
    const found = await lookForModel(entry.id, options);
    known.push({ id: entry.id, entry, installed: 'folder' in found ? found : undefined });
  }
  const names = existsSync(options.modelsFolder) ? readdirSync(options.modelsFolder).sort() : [];
  const others = names
    .filter((name) => findEntry(name) === undefined && !isUnfinished(name))
    .map((name) => ({ name, folder: join(options.modelsFolder, name) }))
    .filter(({ folder }) => missingFiles(folder).length === 0)
    .map(({ name, folder }) => ({ id: name, entry: undefined, installed: describeFolder(name, folder, 'models') }));
  return [...known, ...others];
}

/** The bytes that a pull which was cut off has kept. */
export function pulledBytes(id: string, options: CatalogOptions): number {
  const entry = findEntry(id);
  if (entry === undefined && !isHubId(id)) return 0;
  const pulling = `${folderOf(entry?.hub ?? id, entry, options)}.pulling`;
  return existsSync(pulling) ? folderBytes(pulling) : 0;
}

/** The sizes of a model that is here, where its configuration can be read. */
export function shapeOf(folder: string): ModelShape | undefined {
  try {
    const config = readModelConfig(folder);
    return {
      layers: config.layers,
      hidden: config.hiddenSize,
      inner: config.intermediateSize,
      heads: config.heads,
      keyValueHeads: config.keyValueHeads,
      headDim: config.headDim,
      vocabulary: config.vocabularySize,
      tiedEmbeddings: config.tiedEmbeddings,
    };
  } catch (error) {
    // A model of a kind that can't be used is listed too.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** What became of one file. `unknown`: nothing says what it should be. */
export interface VerifiedFile {
  readonly name: string;
  readonly state: 'ok' | 'changed' | 'missing' | 'unknown';
}

/** The files of a model, read again. */
export interface Verification {
  readonly model: ModelFolderInfo;
  /** False when a file is changed or missing. */
  readonly ok: boolean;
  readonly files: readonly VerifiedFile[];
}

/**
 * Hashes a model's files again: against the record in its folder, or, in Hugging Face's cache, against the names of the
 * blobs that the files are links to.
 *
 * @throws AppError `model/not-found`.
 */
export async function verifyModel(idOrPath: string, options: CatalogOptions): Promise<Verification> {
  const model = await findModel(idOrPath, options);
  const expected = expectedHashes(model);
  const files: VerifiedFile[] = [];
  for (const [i, [name, sha256]] of expected.entries()) {
    options.onProgress?.({ stage: 'verify', file: name, done: i, total: expected.length });
    const path = join(model.folder, name);
    const state = !existsSync(path)
      ? 'missing'
      : sha256 === undefined
        ? 'unknown'
        : (await sha256OfFile(path, options.signal)) === sha256
          ? 'ok'
          : 'changed';
    files.push({ name, state });
  }
  return { model, files, ok: files.every(({ state }) => state === 'ok' || state === 'unknown') };
}

/**
 * Deletes a model from the models folder, with what a broken pull left of it. Hugging Face's cache and folders elsewhere
 * are never touched.
 *
 * @returns the folder that was deleted.
 * @throws AppError `model/not-found` when the models folder does not hold it, `store/conflict` while it is being fetched.
 */
export function removeModel(id: string, options: CatalogOptions): string {
  const entry = findEntry(id);
  const folder =
    entry !== undefined || isHubId(id)
      ? folderOf(entry?.hub ?? id, entry, options)
      : join(options.modelsFolder, basename(id));
  const leftovers = [folder, `${folder}.pulling`].filter((path) => existsSync(path));
  const inside = dirname(folder) === join(options.modelsFolder) && basename(folder) !== 'downloads';
  if (!inside || leftovers.length === 0 || (existsSync(folder) && readModelRecord(folder) === undefined))
    throw new AppError(
      'model/not-found',
      `${options.modelsFolder} holds no model ${JSON.stringify(id)} of ours to remove. Models elsewhere are not touched.`,
      { command: 'stockpot models list' },
    );
  aloneOrNot(folder, options, () => {
    for (const path of leftovers) rmSync(path, { recursive: true, force: true });
  });
  return folder;
}

function expectedHashes(model: ModelFolderInfo): [name: string, sha256: string | undefined][] {
  if (model.record !== undefined) return Object.entries(model.record.files).map(([name, { sha256 }]) => [name, sha256]);
  return fileNames(model.folder).map((name) => {
    const blob = basename(realpathSync(join(model.folder, name)));
    return [name, /^[0-9a-f]{64}$/.test(blob) ? blob : undefined];
  });
}
