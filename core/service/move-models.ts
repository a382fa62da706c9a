import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, open, readdir, readlink, rename, rm, rmdir, stat, statfs, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { diskFailure, makeFolder, writingAsync } from '../disk.ts';
import { AppError, diskFailures } from '../errors.ts';
import type { Input, MoveResult } from './contract.ts';
import type { CallContext } from './methods.ts';
import { modelsFolderKey } from './settings-kept.ts';

/**
 * Moves the models folder: copied beside its new place, every file's size compared, put in its place, then used, and the
 * old one removed last. Stopped or failed before that, everything is where it was.
 *
 * @throws AppError `service/bad-request` for a place that can't be, `store/conflict` while something uses models,
 * `store/disk-full` before anything is copied; the signal's reason.
 */
export async function moveModels(
  { folder }: Input<'home.moveModels'>,
  { host, emit, signal }: CallContext,
): Promise<MoveResult> {
  const from = resolve(host.catalog().modelsFolder);
  const to = resolve(folder);
  await refuse(from, to, host.catalog().environment?.STOCKPOT_MODELS);
  host.own();
  refuseWhileUsed(host);
  await host.chatWorker.close();

  emit({ kind: 'stage', stage: 'move', state: 'started' });
  const files = await filesIn(from);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  await checkRoom(to, bytes);
  const beside = join(dirname(to), `.${basename(to)}.moving-${process.pid}`);
  const progress = (done: number) => emit({ kind: 'progress', stage: 'move', done, total: bytes });
  try {
    await writingAsync({ path: to, what: 'the base models', bytes }, async () => {
      await rm(beside, { recursive: true, force: true });
      await copyAll(files, from, beside, progress, signal);
      await compare(files, beside);
      refuseWhileUsed(host);
      signal?.throwIfAborted();
      await rmdir(to).catch(ignoreAbsent);
      await rename(beside, to);
    });
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
  // From here on the models are there: what is left is to forget the old place.
  host.store.settings.set(modelsFolderKey, to);
  host.changes.tell('models');
  await removeOld(from, emit);
  emit({ kind: 'stage', stage: 'move', state: 'done' });
  return { folder: to, files: files.length, bytes };
}

async function refuse(from: string, to: string, named: string | undefined): Promise<void> {
  if (named) {
    const message = `STOCKPOT_MODELS names the folder of the base models, ${from}: what it says comes first.`;
    throw new AppError('service/bad-request', message, { hint: 'Unset it, then move the folder.' });
  }
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

function within(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way);
}

function refuseWhileUsed({ store }: CallContext['host']): void {
  const active = store.jobs.list({ states: ['running', 'queued'] });
  if (active.length === 0) return;
  throw new AppError('store/conflict', `The base models can't move while job ${active[0]!.id} uses them.`, {
    command: `stockpot jobs pause ${active[0]!.id}`,
  });
}

interface MovedFile {
  /** From the folder. */
  readonly path: string;
  readonly bytes: number;
  /** Where it leads, for a link. */
  readonly link: string | undefined;
}

async function filesIn(folder: string, path = ''): Promise<MovedFile[]> {
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(ignoreAbsent);
  const files: MovedFile[] = [];
  for (const entry of entries ?? []) {
    const inside = join(path, entry.name);
    // Locks are held, not kept; what is half made is made anew.
    if (path === '' && entry.name === '.locks') continue;
    if (entry.isDirectory()) files.push(...(await filesIn(folder, inside)));
    else if (entry.isSymbolicLink()) {
      files.push({ path: inside, bytes: 0, link: await readlink(join(folder, inside)) });
    } else if (entry.isFile()) {
      files.push({ path: inside, bytes: (await stat(join(folder, inside))).size, link: undefined });
    }
  }
  return files;
}

async function checkRoom(to: string, bytes: number): Promise<void> {
  let there = dirname(to);
  while ((await stat(there).catch(ignoreAbsent)) === undefined && dirname(there) !== there) there = dirname(there);
  const { bavail, bsize } = await statfs(there);
  if (bavail * bsize < bytes) throw diskFailure(diskFailures.ENOSPC!, { path: to, what: 'the base models', bytes });
}

async function copyAll(
  files: readonly MovedFile[],
  from: string,
  to: string,
  progress: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let done = 0;
  let toldAt = 0;
  makeFolder(to);
  for (const { path, link } of files) {
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
    await pipeline(source, counted, createWriteStream(join(to, path)), signal === undefined ? {} : { signal });
    await synced(join(to, path));
  }
  progress(done);
}

const TELL_MS = 100;

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

async function compare(files: readonly MovedFile[], to: string): Promise<void> {
  for (const { path, bytes, link } of files) {
    const copy = await lstat(join(to, path)).catch(ignoreAbsent);
    if (copy !== undefined && (link !== undefined ? copy.isSymbolicLink() : copy.size === bytes)) continue;
    throw new AppError('store/disk-failed', `The copy of ${path} is not what was copied. Everything is where it was.`, {
      hint: 'Check the disk, and try again.',
    });
  }
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

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
