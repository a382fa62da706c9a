import { createReadStream, createWriteStream, existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { lstat, readdir, rm, rmdir, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkRoom, makeFolder, type Writing, writingAsync } from '../disk.ts';
import { AppError } from '../errors.ts';
import { syncTree } from '../store/index.ts';
import type { CallContext } from './methods.ts';

export interface CopiedFile {
  /** From the folder. */
  readonly path: string;
  readonly bytes: number;
  /** Where it leads, for a link. */
  readonly link: string | undefined;
  /** Who may read it. */
  readonly mode: number;
  /** When it was last written, in milliseconds. */
  readonly writtenAt: number;
}

/** What a folder holds, but for what `leaves` names, by its path from the folder; nothing where it is not there. */
export function filesIn(folder: string, leaves: (path: string) => boolean, path = ''): CopiedFile[] {
  if (!existsSync(join(folder, path))) return [];
  const files: CopiedFile[] = [];
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (leaves(inside)) continue;
    if (entry.isDirectory()) files.push(...filesIn(folder, leaves, inside));
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const { size, mode, mtimeMs } = lstatSync(join(folder, inside));
      const link = entry.isSymbolicLink() ? readlinkSync(join(folder, inside)) : undefined;
      files.push({ path: inside, bytes: link === undefined ? size : 0, link, mode, writtenAt: mtimeMs });
    }
  }
  return files;
}

/** A move of a folder, copied beside its new place first. */
export interface FolderMove {
  readonly from: string;
  readonly to: string;
  readonly files: readonly CopiedFile[];
  /** Of all files, and of what `place` adds to them. */
  readonly bytes: number;
  /** In words, with its article. */
  readonly what: string;
}

/**
 * Copies files beside their new place, compares sizes and has `place` put the copy there. Stopped or failed before that,
 * the copy goes.
 *
 * @throws AppError `store/disk-full` before anything is copied, those of `writeError`; the signal's reason.
 */
export async function copyFolder(
  { from, to, files, bytes, what }: FolderMove,
  { emit, signal }: Pick<CallContext, 'emit' | 'signal'>,
  place: (copy: string) => Promise<void>,
): Promise<void> {
  const about: Writing & { readonly bytes: number } = { path: to, what, bytes };
  checkRoom(about);
  // The same name each time: what a kill left goes with the next move.
  const beside = join(dirname(to), `.${basename(to)}.moving`);
  const progress = (done: number) => emit({ kind: 'progress', stage: 'move', done, total: bytes });
  try {
    await writingAsync(about, async () => {
      await rm(beside, { recursive: true, force: true });
      await copyAll(
        files.map((file) => movedLink(file, from, to)),
        from,
        beside,
        progress,
        signal,
      );
      await compare(files, beside);
      await syncTree(beside);
      signal?.throwIfAborted();
      await rmdir(to).catch(ignoreAbsent);
      await place(beside);
    });
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

/** @throws AppError for a new place that lies in the old one, or around it, or that holds something. */
export async function refusePlace(from: string, to: string): Promise<void> {
  if (within(from, to) || within(to, from)) {
    throw new AppError('service/bad-request', `${to} can't be the new place of ${from}: one lies in the other.`);
  }
  const there = await readdir(to).catch(ignoreAbsent);
  if (there !== undefined && there.length > 0) {
    throw new AppError('store/conflict', `${to} is not empty; nothing is overwritten.`, {
      hint: 'Name a folder that is not there yet.',
    });
  }
}

/** Whether a path is a folder or lies in it. */
export function within(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way);
}

/** @throws AppError `store/conflict` while a job runs or waits. */
export function refuseWhileUsed({ store }: CallContext['host'], what: string): void {
  const [active] = store.jobs.list({ states: ['running', 'queued'] });
  if (active === undefined) return;
  throw new AppError('store/conflict', `${what} can't move while job ${active.id} uses it.`, {
    command: `stockpot jobs pause ${active.id}`,
  });
}

/** A link that leads out of the folder goes on leading there; one that leads into it, into the new place. */
function movedLink(file: CopiedFile, from: string, to: string): CopiedFile {
  const { path, link } = file;
  if (link === undefined) return file;
  const target = resolve(from, dirname(path), link);
  if (!within(from, target)) return { ...file, link: target };
  return isAbsolute(link) ? { ...file, link: join(to, relative(from, target)) } : file;
}

async function copyAll(
  files: readonly CopiedFile[],
  from: string,
  to: string,
  progress: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let done = 0;
  let toldAt = 0;
  makeFolder(to);
  for (const { path, link, mode } of files) {
    signal?.throwIfAborted();
    makeFolder(dirname(join(to, path)));
    if (link !== undefined) {
      await symlink(link, join(to, path));
      continue;
    }
    const counted = new Transform({
      transform(piece: Buffer, _encoding, next) {
        done += piece.length;
        if (performance.now() - toldAt >= TELL_MS) {
          toldAt = performance.now();
          progress(done);
        }
        next(null, piece);
      },
    });
    const source = createReadStream(join(from, path), { highWaterMark: 1 << 20 });
    const target = createWriteStream(join(to, path), { mode });
    await pipeline(source, counted, target, signal === undefined ? {} : { signal });
  }
  progress(done);
}

const TELL_MS = 100;

async function compare(files: readonly CopiedFile[], to: string): Promise<void> {
  for (const { path, bytes, link } of files) {
    const copy = await lstat(join(to, path)).catch(ignoreAbsent);
    if (copy !== undefined && (link !== undefined ? copy.isSymbolicLink() : copy.size === bytes)) continue;
    throw new AppError('store/disk-failed', `The copy of ${path} is not what was copied. Everything is where it was.`, {
      hint: 'Check the disk, and try again.',
    });
  }
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
