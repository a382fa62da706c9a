import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { AppError } from '../errors.ts';
import { DATABASE_NAME, MOVED_NAME, openStore, syncNow, writeMoved } from '../store/index.ts';
import type { HomeMoveResult, Input } from './contract.ts';
import { type CopiedFile, copyFolder, filesIn, refusePlace, refuseWhileUsed } from './copy-folder.ts';
import type { Host } from './host.ts';
import type { CallContext } from './methods.ts';
import { earlierHomes, pointFrom } from './previous-home.ts';
import { movedFromKey } from './settings-kept.ts';

/**
 * Moves the home: its files are copied beside the new place and compared, then, with nothing written in between, the
 * database, which is checked; then the copy is put in its place, a note in the old one leads to it, and this process goes
 * over to it. The old one stays whole. Stopped, killed or failed before the note, everything is where it was.
 *
 * @throws AppError `service/bad-request` for a place that can't be; `store/conflict` for one that holds something, while a
 * job runs, or when files changed meanwhile; `store/home-locked`; `store/disk-full` before anything is copied; the signal's reason.
 */
export async function moveHome({ folder }: Input<'home.move'>, context: CallContext): Promise<HomeMoveResult> {
  const { host, emit } = context;
  const from = host.home;
  const to = resolve(folder);
  await refusePlace(from, to);
  host.own();
  refuseWhileUsed(host, 'The data folder');

  emit({ kind: 'stage', stage: 'move', state: 'started' });
  const files = filesIn(from, leaves);
  const database = statSync(join(host.store.home, DATABASE_NAME)).size;
  const bytes = files.reduce((sum, file) => sum + file.bytes, database);
  await copyFolder({ from, to, files, bytes, what: 'the data folder' }, context, async (copy) => {
    refuseWhileUsed(host, 'The data folder');
    await host.moveTo(to, () => {
      refuseChanged(files, filesIn(from, leaves));
      goOver(host, copy, to);
    });
  });
  shortenWays(context, from, to);
  emit({ kind: 'progress', stage: 'move', done: bytes, total: bytes });
  emit({ kind: 'stage', stage: 'move', state: 'done' });
  return { folder: to, previous: from, files: files.length + 1, bytes };
}

/** The home is found without it, by a longer way. */
function shortenWays({ host, emit }: CallContext, from: string, to: string): void {
  try {
    pointFrom(earlierHomes(host.store), from, to);
  } catch (error) {
    emit({
      kind: 'notice',
      code: 'warning',
      message: `An older note of a move could not be renewed: ${String(error)}`,
    });
  }
}

/** Locks are held, not kept; the database is copied by SQLite, and the log, which may grow at any time, with it. */
function leaves(path: string): boolean {
  if (path === join('models', '.locks')) return true;
  return !path.includes(sep) && (left.has(path) || path.endsWith('.tmp'));
}

const LOGS = 'logs';
const left = new Set([
  DATABASE_NAME,
  ...['-wal', '-shm', '-journal'].map((end) => DATABASE_NAME + end),
  ...['lock.db', 'lock.db-journal', 'lock.json', MOVED_NAME, LOGS],
]);

function refuseChanged(before: readonly CopiedFile[], now: readonly CopiedFile[]): void {
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  throw new AppError(
    'store/conflict',
    'Files in the data folder changed while it was copied. Everything is where it was.',
    {
      hint: 'Try again when nothing is being added or removed.',
    },
  );
}

/** All at once: while the transaction is open no other process can write into the database either. */
function goOver(host: Host, copy: string, to: string): void {
  const { home: from, nativeBinding } = host;
  const native = nativeBinding === undefined ? {} : { nativeBinding };
  const earlier = earlierHomes(host.store);
  host.store.transaction(() => {
    const reader = openStore(from, native);
    try {
      reader.backup(join(copy, DATABASE_NAME));
    } finally {
      reader.close();
    }
    const copied = openStore(copy, native);
    try {
      const problems = copied.check();
      if (problems.length > 0) {
        throw new AppError('store/corrupt', `The copy of the database is not whole: ${problems.join('; ')}.`, {
          hint: 'Everything is where it was. Check the disk, and try again.',
        });
      }
      copied.movePaths(from, to);
      copied.settings.set(movedFromKey, [...earlier, from]);
    } finally {
      copied.close();
    }
    if (existsSync(join(from, LOGS))) cpSync(join(from, LOGS), join(copy, LOGS), { recursive: true });
    syncNow(join(copy, DATABASE_NAME));
    syncNow(copy);
    renameSync(copy, to);
    syncNow(dirname(to));
    try {
      writeMoved(from, to);
    } catch (error) {
      rmSync(join(from, MOVED_NAME), { force: true });
      renameSync(to, copy);
      throw error;
    }
  });
}
