import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { create, extract, list, replace } from 'tar';
import { makeFolder, writeError } from '../disk.ts';
import { AppError } from '../errors.ts';
import { lockHome, openStore } from '../store/index.ts';
import type { BackupResult, FileInput, RestoreResult } from './contract.ts';
import type { CallContext } from './methods.ts';

/** What of a home goes into a backup beside the database: base models can be fetched again. */
const FOLDERS = ['manuals', 'skills', 'runs', 'jobs'];
const DATABASE = 'stockpot.db';

/**
 * Writes the home into one new tar file: a copy of the database as it is now, and the folders.
 * @throws AppError `store/conflict` when the file is there, `store/home-locked` while another process works there.
 */
export async function backup({ path: given }: FileInput, { host }: CallContext): Promise<BackupResult> {
  const path = resolve(given);
  if (existsSync(path)) throw new AppError('store/conflict', `${path} is there already; nothing is overwritten.`);
  host.own();
  const work = beside(path);
  try {
    makeFolder(work);
    host.store.backup(join(work, DATABASE));
    const file = join(work, 'backup.tar');
    await create({ file, cwd: work, portable: true }, [DATABASE]);
    const folders = FOLDERS.filter((name) => existsSync(join(host.home, name)));
    if (folders.length > 0) await replace({ file, cwd: host.home, portable: true }, folders);
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
    renameSync(file, path);
  } catch (error) {
    removeWork(work);
    throw writeError(error, { path, what: 'the backup' });
  }
  removeWork(work);
  return { path, files: await countFiles(path), bytes: statSync(path).size };
}

/**
 * Brings a backup back. It is unpacked and its database opened beside the home before anything is touched; the home that
 * was there is kept beside the new one, and base models stay where they are.
 * @throws AppError `store/not-found`, `store/corrupt`, `store/newer-version`, `store/home-locked`.
 */
export async function restore({ path: given }: FileInput, { host }: CallContext): Promise<RestoreResult> {
  const path = resolve(given);
  if (!existsSync(path)) throw new AppError('store/not-found', `There is no backup at ${path}.`);
  const { home, nativeBinding } = host;
  const native = nativeBinding === undefined ? {} : { nativeBinding };
  const work = beside(home);
  try {
    makeFolder(work);
    await unpack(path, work);
    // Opening brings an older file up to date and refuses a newer or damaged one.
    const store = openStore(work, native);
    const problems = store.check();
    store.close();
    if (problems.length > 0) throw notABackup(path, problems.join('; '));
    const files = await countFiles(path);
    return { home, files, previous: await host.replaceHome(() => swap(home, work, native)) };
  } catch (error) {
    throw writeError(error, { path: home, what: 'the restored home' });
  } finally {
    removeWork(work);
  }
}

async function unpack(path: string, folder: string): Promise<void> {
  try {
    // Absolute paths and paths that lead out of the folder are refused by the library; links have no place in a backup.
    await extract({ file: path, cwd: folder, strict: true, filter: (_name, entry) => isPlain(entry) });
  } catch (error) {
    const told = writeError(error, { path: folder, what: 'the restored home' });
    throw told === error ? notABackup(path, String(error), error) : told;
  }
  const strangers = readdirSync(folder).filter((name) => name !== DATABASE && !FOLDERS.includes(name));
  if (strangers.length > 0) throw notABackup(path, `it holds ${strangers.join(', ')}`);
  if (!existsSync(join(folder, DATABASE))) throw notABackup(path, 'it holds no database');
}

function isPlain(entry: object): boolean {
  return 'type' in entry && (entry.type === 'File' || entry.type === 'Directory');
}

/** Puts the restored home in the place of the one there, which keeps another name. Gives that; null when there was none. */
function swap(home: string, restored: string, native: { readonly nativeBinding?: string }): string | null {
  if (!existsSync(home) || readdirSync(home).length === 0) {
    rmSync(home, { recursive: true, force: true });
    renameSync(restored, home);
    return null;
  }
  // Nobody else may be at work there. The lock lies in the folder, so it is given up before the folder moves.
  lockHome(home, native).release();
  const previous = `${home}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(home, previous);
  renameSync(restored, home);
  const models = join(previous, 'models');
  if (existsSync(models)) renameSync(models, join(home, 'models'));
  return previous;
}

/** Where there is something: a read-only file system refuses to remove even what is not there. */
function removeWork(folder: string): void {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}

async function countFiles(path: string): Promise<number> {
  let files = 0;
  await list({
    file: path,
    onReadEntry: ({ type }) => {
      if (type === 'File') files += 1;
    },
  });
  return files;
}

function notABackup(path: string, why: string, cause?: unknown): AppError {
  return new AppError('store/corrupt', `${path} is no whole backup of Stockpot: ${why}.`, { cause });
}

function beside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}
