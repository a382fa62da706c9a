import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJobs } from '../../core/jobs/index.ts';
import { lockHome, openStore, writeFileAtomic } from '../../core/store/index.ts';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../helpers/small-disk.ts';

describe.skipIf(noSmallDisk !== undefined)(
  `a job on a disk that fills up${noSmallDisk === undefined ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    let disk: SmallDisk;
    beforeAll(() => {
      disk = mountSmallDisk(2_000_000);
    });
    afterAll(() => disk.remove());

    it('fails, though not even that can be kept, and goes on in the same queue and in the next once there is room', async () => {
      const home = join(disk.folder, 'home');
      let full = true;
      let reads = 0;
      const kinds = {
        build: async ({ stage, folder }: { stage: Stage; folder: string }) => {
          await stage('read', () => ++reads);
          return stage('train', async () => {
            if (full) disk.fill();
            await writeFileAtomic(join(folder, 'checkpoint'), new Uint8Array(10_000), 'the checkpoint');
            return 'trained';
          });
        },
      };
      type Stage = <T>(name: string, run: () => Promise<T> | T) => Promise<T>;
      const store = openStore(home);
      const lock = lockHome(home);
      const jobs = openJobs(store, { lock, kinds });
      const { id } = jobs.start('build', {});

      const failed = await jobs.finished(id);
      expect(failed).toMatchObject({
        state: 'failed',
        error: { code: 'store/disk-full', message: expect.stringMatching(/the checkpoint to .*: the disk is full/) },
      });
      // Still no room: neither resuming nor starting another begins anything.
      expect(() => jobs.resume(id)).toThrow(expect.objectContaining({ code: 'store/disk-full' }));
      expect(() => jobs.start('build', { text: 'x'.repeat(50_000) })).toThrow(
        expect.objectContaining({ code: 'store/disk-full' }),
      );

      disk.empty();
      jobs.resume(id);
      // It fails again, and this time its host ends before there is room.
      expect(await jobs.finished(id)).toMatchObject({ state: 'failed', error: { code: 'store/disk-full' } });
      await jobs.close();
      store.close();
      lock.release();
      disk.empty();

      full = false;
      const again = openStore(home);
      const nextLock = lockHome(home);
      const next = openJobs(again, { lock: nextLock, kinds });
      expect(next.resume(id).state).toBe('queued');
      expect(await next.finished(id)).toMatchObject({ state: 'done', result: 'trained', error: null });
      expect(reads).toBe(1);
      expect(again.check()).toEqual([]);
      await next.close();
      again.close();
      nextLock.release();
    });
  },
);
