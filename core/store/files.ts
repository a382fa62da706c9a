import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder, writingAsync } from '../disk.ts';
import { AppError } from '../errors.ts';

/**
 * Writes a whole file or none: beside it, synced, then renamed over it, and the folder synced. After a kill or a power
 * cut the file holds either what it held before or all of `data`. Makes the folder where there is none.
 *
 * @param what what it is, in words, for the message when the disk is full or refuses
 * @throws AppError of `writeError`: `store/disk-full`, `store/not-writable`, `store/disk-failed`
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, what?: string): Promise<void> {
  const temporary = temporaryBeside(path);
  await writingAsync({ path, what, bytes: Buffer.byteLength(data) }, async () => {
    makeFolder(dirname(path));
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(data);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await removeHalf(temporary);
      throw error;
    }
    await syncFolder(dirname(path));
  });
}

/**
 * Makes a whole folder or none: `fill` writes into an empty folder beside `target`, which is synced, file by file, and
 * renamed. A folder that is there already was made whole: `ifExists: 'keep'` leaves it and does not call `fill` (for
 * folders named by their content), `'refuse'` throws.
 *
 * @throws AppError `store/conflict`, those of `writeError`, and whatever `fill` throws, after removing what it wrote.
 */
export async function makeFolderAtomic(
  target: string,
  fill: (folder: string) => Promise<void> | void,
  options: { readonly ifExists?: 'keep' | 'refuse'; readonly what?: string } = {},
): Promise<void> {
  if (existsSync(target)) {
    if (options.ifExists === 'keep') return;
    throw new AppError('store/conflict', `Tried to make the folder ${target}: there is one already.`);
  }
  const temporary = temporaryBeside(target);
  await writingAsync({ path: target, what: options.what }, async () => {
    makeFolder(temporary);
    try {
      await fill(temporary);
      await syncTree(temporary);
      await rename(temporary, target);
    } catch (error) {
      await removeHalf(temporary);
      throw error;
    }
    await syncFolder(dirname(target));
  });
}

/** Whether a name is that of a file or folder not yet renamed: `.name.0f3a….tmp`. */
export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

/**
 * The temporaries that a kill left in a folder and the folders in it, as absolute paths. A folder that is itself a
 * temporary is one path.
 */
export function findTemporaries(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (isTemporary(entry.name)) return [path];
    return entry.isDirectory() ? findTemporaries(path) : [];
  });
}

/** Removes what {@link findTemporaries} finds, and gives it. For a folder that nothing writes into now. */
export function removeTemporaries(folder: string): string[] {
  const found = findTemporaries(folder);
  for (const path of found) rmSync(path, { recursive: true, force: true });
  return found;
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Where there is something: a file system that is read-only refuses to remove even what is not there. */
async function removeHalf(path: string): Promise<void> {
  if (existsSync(path)) await rm(path, { recursive: true, force: true });
}

/** Puts a folder on the disk, with all that is in it. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncPath(path, 'r+');
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle on a folder that can be synced; NTFS keeps renames in its journal.
  if (process.platform !== 'win32') await syncPath(folder, 'r');
}

async function syncPath(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
