import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../errors.ts';
import { alone } from './alone.ts';
import { type CatalogEntry, findEntry } from './entries.ts';
import { findInHubCache } from './huggingface-cache.ts';
import { describeFolder, type ModelFolderInfo, missingFiles } from './model-folder.ts';
import { readModelRecord } from './model-record.ts';
import { type CatalogOptions, hubSettings } from './options.ts';
import { conversionVersion, preparedBefore, prepareGguf } from './prepare-gguf.ts';

/**
 * A model that is on this machine: by catalogue id, by Hugging Face id (`owner/name`), as a model folder, or as a GGUF
 * file, which is converted into our models folder the first time. Nothing is fetched.
 *
 * @throws AppError `model/not-found` with the places that were looked in.
 */
export async function findModel(idOrPath: string, options: CatalogOptions): Promise<ModelFolderInfo> {
  const found = await lookForModel(idOrPath, options);
  if ('folder' in found) return found;
  throw new AppError(
    'model/not-found',
    `There is no model ${JSON.stringify(idOrPath)} on this machine (${found.reasons.join('; ')}).`,
    { command: isHubId(idOrPath) || findEntry(idOrPath) ? `stockpot models pull ${idOrPath}` : 'stockpot models list' },
  );
}

/** As {@link findModel}, with the reasons in place of an error when the model may still be fetched. */
export async function lookForModel(
  idOrPath: string,
  options: CatalogOptions,
): Promise<ModelFolderInfo | { reasons: string[] }> {
  const entry = findEntry(idOrPath);
  // A name of the catalogue is that, whatever lies in the working folder under the same name.
  if (entry === undefined && existsSync(idOrPath)) return openPath(idOrPath, options);
  const hubId = entry?.hub ?? (isHubId(idOrPath) ? idOrPath : undefined);
  if (hubId === undefined) {
    const named = plainName.test(idOrPath) ? join(options.modelsFolder, idOrPath) : undefined;
    if (named !== undefined && isReady(named)) return describeFolder(idOrPath, named, 'models');
    return { reasons: ['it is no id of the catalogue, no owner/name of a hub, and no path'] };
  }
  const id = entry?.id ?? hubId;
  const own = folderOf(hubId, entry, options);
  if (isReady(own)) return describeFolder(id, own, 'models', entry);
  const cached = findInHubCache(hubSettings(options).cacheFolder, hubId);
  if ('folder' in cached) return describeFolder(id, cached.folder, 'huggingface-cache', entry);
  return { reasons: [`models folder: ${own} is not there`, `Hugging Face cache: ${cached.reason}`] };
}

/** Where a model of the hub lies, or will lie, in our models folder. */
export function folderOf(hubId: string, entry: CatalogEntry | undefined, options: CatalogOptions): string {
  return join(options.modelsFolder, entry?.id ?? hubId.replace('/', '--'));
}

/** Whether a text has the form of a Hugging Face id. */
export function isHubId(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(text);
}

const plainName = /^[A-Za-z0-9][\w.-]*$/;

/** Whole, and when we converted it, by the present version of the conversion. A folder without a record is the user's. */
function isReady(folder: string): boolean {
  if (missingFiles(folder).length > 0) return false;
  const record = readModelRecord(folder);
  return record?.source.kind !== 'gguf' || record.conversion === conversionVersion;
}

async function openPath(path: string, options: CatalogOptions): Promise<ModelFolderInfo> {
  if (statSync(path).isDirectory()) return describeFolder(path, path, 'elsewhere');
  if (!path.toLowerCase().endsWith('.gguf'))
    throw new AppError('model/not-found', `${path} is neither a model folder nor a GGUF file.`);
  const real = realpathSync(path);
  // The name tells files of the same name apart; whether the content changed, the record tells.
  const mark = createHash('sha256').update(real).digest('hex').slice(0, 8);
  const folder = join(options.modelsFolder, `${basename(real).slice(0, -'.gguf'.length)}-${mark}`);
  if (preparedBefore(real, folder) !== undefined) return describeFolder(path, folder, 'models');
  await alone(folder, options, () =>
    prepareGguf(real, folder, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: (done, total) => options.onProgress?.({ stage: 'convert', file: basename(real), done, total }),
    }),
  );
  return describeFolder(path, folder, 'models');
}
