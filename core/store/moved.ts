import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { writing } from '../disk.ts';
import { AppError } from '../errors.ts';
import { DATABASE_NAME } from './store.ts';

/** In the old place of a home that was moved: `{"to": FOLDER}`. Without it the old place is a home again. */
export const MOVED_NAME = 'moved.json';

/**
 * Where a home lies that may have been moved: the folder itself, or the one that its note leads to.
 * @throws AppError `store/moved-away` when a note can't be read, or leads to no home: never a new, empty one.
 */
export function followMoved(home: string): string {
  let folder = home;
  for (let steps = 0; steps <= MOST_STEPS; steps++) {
    const to = movedTo(folder);
    if (to === undefined) {
      if (steps === 0 || existsSync(join(folder, DATABASE_NAME))) return folder;
      throw movedAway(home, `${folder}, where it was moved to, holds no home now`);
    }
    folder = to;
  }
  throw movedAway(home, `its notes lead on and on, the last one to ${folder}`);
}

/** Each move lets all earlier places name the newest: one step is usual, two after a kill. */
const MOST_STEPS = 4;

/** What the note in a folder says; undefined where there is none. @throws AppError `store/moved-away` when it can't be read. */
export function movedTo(folder: string): string | undefined {
  const path = join(folder, MOVED_NAME);
  if (!existsSync(path)) return undefined;
  const to = toOf(readFileSync(path, 'utf8'));
  if (to === undefined) throw movedAway(folder, `${path} does not say where it was moved to`);
  return to;
}

function toOf(text: string): string | undefined {
  try {
    const { to } = JSON.parse(text) as { readonly to?: unknown };
    return typeof to === 'string' && isAbsolute(to) ? to : undefined;
  } catch {
    return undefined;
  }
}

/** @throws AppError `store/moved-away` where the home was moved by another process while this one had it open. */
export function refuseMoved(home: string): void {
  const to = movedTo(home);
  if (to === undefined) return;
  throw new AppError('store/moved-away', `The data folder ${home} was moved to ${to} meanwhile.`, {
    hint: 'Start Stockpot again: it will find the new place.',
  });
}

/** Lets a folder say that its home was moved: whole or not at all, and on the disk when this returns. */
export function writeMoved(folder: string, to: string): void {
  const path = join(folder, MOVED_NAME);
  writing({ path, what: 'the note of the move' }, () => {
    try {
      writeFileSync(`${path}.tmp`, `${JSON.stringify({ to: resolve(to) })}\n`);
      syncNow(`${path}.tmp`);
      renameSync(`${path}.tmp`, path);
    } catch (error) {
      rmSync(`${path}.tmp`, { force: true });
      throw error;
    }
    syncNow(folder);
  });
}

/** Makes a folder a home again. */
export function removeMoved(folder: string): void {
  rmSync(join(folder, MOVED_NAME), { force: true });
  syncNow(folder);
}

/** A file or a folder. Windows has no handle on a folder that can be synced. */
export function syncNow(path: string): void {
  const folder = statSync(path).isDirectory();
  if (folder && process.platform === 'win32') return;
  const handle = openSync(path, folder ? 'r' : 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function movedAway(home: string, why: string): AppError {
  return new AppError('store/moved-away', `The data folder ${home} was moved, and ${why}.`, {
    hint: `Connect the disk or put the folder back. To use again what was left in the old place, remove ${join(home, MOVED_NAME)}.`,
  });
}
