import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { DATABASE_NAME, lockHome, movedTo, openStore, removeMoved, type Store, writeMoved } from '../store/index.ts';
import type { HomeBackResult, Nothing } from './contract.ts';
import { refuseWhileUsed } from './copy-folder.ts';
import type { Host } from './host.ts';
import type { CallContext } from './methods.ts';
import { movedFromKey } from './settings-kept.ts';

/** The folder that this home was moved from, while it still holds what it held and leads here. */
export function previousHome({ home, store }: Host): string | undefined {
  return earlierHomes(store).findLast((place) => leadsTo(place, home) && existsSync(join(place, DATABASE_NAME)));
}

/** The folders that a home was moved from, the last one last. */
export function earlierHomes(store: Store): readonly string[] {
  return z.array(z.string()).catch([]).parse(store.settings.get(movedFromKey));
}

/** Has those of the earlier places that lead to `from` lead to `to`, so that no chain of notes grows. */
export function pointFrom(earlier: readonly string[], from: string, to: string): void {
  for (const place of earlier) {
    if (place !== to && leadsTo(place, from)) writeMoved(place, to);
  }
}

/**
 * Works with the old folder again, as it was when the home was moved; the one that is left stays as it is.
 * @throws AppError `service/not-found` when there is no old folder, `store/conflict` while a job runs, `store/corrupt`.
 */
export async function moveBack(_input: Nothing, { host }: CallContext): Promise<HomeBackResult> {
  const previous = requirePrevious(host);
  const left = host.home;
  host.own();
  refuseWhileUsed(host, 'The data folder');
  const earlier = earlierHomes(host.store);
  checkWhole(previous, host);
  await host.moveTo(previous, () => {
    // First what leads to it, which may fail: its own note leads on until then.
    pointFrom(earlier, left, previous);
    removeMoved(previous);
  });
  return { home: previous, left };
}

/**
 * Deletes what is left in the old folder, but for the note that leads here.
 * @throws AppError `service/not-found` when there is no old folder, `store/corrupt` when this home is not whole.
 */
export async function removePrevious(_input: Nothing, { host }: CallContext): Promise<{ readonly folder: string }> {
  const folder = requirePrevious(host);
  host.own();
  refuseDamaged(host.home, host.store.check());
  const lock = lockHome(folder, nativeOf(host));
  try {
    // The database first: a folder without one is never offered as a home to go back to.
    const names = readdirSync(folder).sort((a, b) => Number(b === DATABASE_NAME) - Number(a === DATABASE_NAME));
    for (const name of names) {
      if (!kept.test(name)) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
    }
  } finally {
    lock.release();
  }
  host.changes.tell('settings');
  return { folder };
}

/** The note, and the lock that is held meanwhile. */
const kept = /^(moved\.json|lock\.(db|db-journal|json))$/;

function requirePrevious(host: Host): string {
  const previous = previousHome(host);
  if (previous !== undefined) return previous;
  throw new AppError('service/not-found', `The data folder ${host.home} has no older place that is still there.`);
}

function leadsTo(place: string, home: string): boolean {
  try {
    return movedTo(place) === home;
  } catch (error) {
    // A note that can't be read leads nowhere.
    if (error instanceof AppError) return false;
    throw error;
  }
}

function checkWhole(home: string, host: Host): void {
  const store = openStore(home, nativeOf(host));
  try {
    refuseDamaged(home, store.check());
  } finally {
    store.close();
  }
}

function refuseDamaged(home: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new AppError('store/corrupt', `The data folder ${home} is not whole: ${problems.join('; ')}.`);
}

function nativeOf({ nativeBinding }: Host): { readonly nativeBinding?: string } {
  return nativeBinding === undefined ? {} : { nativeBinding };
}
