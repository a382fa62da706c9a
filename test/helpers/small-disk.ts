import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system of a few hundred kilobytes. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all its room but so many bytes. */
  fill(leavingBytes?: number): void;
  /** Gives back the room that `fill` took. */
  empty(): void;
  /** Makes it read-only, and writable again. */
  setWritable(writable: boolean): void;
  remove(): void;
}

/** Why no small disk can be mounted on this machine; undefined where it can: on Linux, as root. */
export const noSmallDisk: string | undefined = probe();

/** Mounts one (a tmpfs). Ask {@link noSmallDisk} first; remove it when done. */
export function mountSmallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-disk-'));
  call('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder]);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill(leavingBytes = 0) {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(filler, new Uint8Array(Math.max(0, bavail * bsize - leavingBytes)), { flag: 'a' });
      } catch (error) {
        // Another process took some of it meanwhile: full is full.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    empty: () => rmSync(filler, { force: true }),
    setWritable: (writable) => call('mount', ['-o', `remount,${writable ? 'rw' : 'ro'}`, folder]),
    remove() {
      call('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function probe(): string | undefined {
  if (process.platform !== 'linux') return 'a small file system is mounted on Linux alone';
  try {
    mountSmallDisk(65_536).remove();
    return undefined;
  } catch (error) {
    return `a small file system could not be mounted: ${(error as Error).message}`;
  }
}

function call(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
