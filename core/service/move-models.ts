import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { Input, MoveResult } from './contract.ts';
import { copyFolder, filesIn, refusePlace, refuseWhileUsed } from './copy-folder.ts';
import type { CallContext } from './methods.ts';
import { modelsFolderKey } from './settings-kept.ts';

/**
 * Moves the models folder: copied beside its new place, every file's size compared, put in its place, then used, and the
 * old one removed last. Stopped or failed before that, everything is where it was.
 *
 * @throws AppError `service/bad-request` for a place that can't be, `store/conflict` while something uses models,
 * `store/disk-full` before anything is copied; the signal's reason.
 */
export async function moveModels({ folder }: Input<'home.moveModels'>, context: CallContext): Promise<MoveResult> {
  const { host, emit } = context;
  const from = resolve(host.catalog().modelsFolder);
  const to = resolve(folder);
  if (host.catalog().environment?.STOCKPOT_MODELS) {
    const message = `STOCKPOT_MODELS names the folder of the base models, ${from}: what it says comes first.`;
    throw new AppError('service/bad-request', message, { hint: 'Unset it, then move the folder.' });
  }
  await refusePlace(from, to);
  host.own();
  refuseWhileUsed(host, 'The models folder');
  await host.chatWorker.close();

  emit({ kind: 'stage', stage: 'move', state: 'started' });
  // Locks are held, not kept; what is half made is made anew.
  const files = filesIn(from, (path) => path === '.locks');
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  await copyFolder({ from, to, files, bytes, what: 'the base models' }, context, async (copy) => {
    refuseWhileUsed(host, 'The models folder');
    await rename(copy, to);
  });
  // From here on the models are there: what is left is to forget the old place.
  host.store.settings.set(modelsFolderKey, to);
  host.changes.tell('models');
  await removeOld(from, emit);
  emit({ kind: 'stage', stage: 'move', state: 'done' });
  return { folder: to, files: files.length, bytes };
}

/** The move is done whatever becomes of this. */
async function removeOld(from: string, emit: CallContext['emit']): Promise<void> {
  try {
    await rm(from, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    const message = `The base models were moved, and ${from} could not be removed: ${String(error)}`;
    emit({ kind: 'notice', code: 'warning', message });
  }
}
