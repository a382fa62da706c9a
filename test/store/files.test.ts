import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTemporaries, makeFolderAtomic, removeTemporaries, writeFileAtomic } from '../../core/store/index.ts';
import { killHard, nextMessage, startChild } from './child.ts';
import { temporaryFolder } from './temporary-home.ts';

describe('files written whole or not at all', () => {
  it('leave whole files, whole folders and temporaries when the writer is killed', async () => {
    const home = temporaryFolder();
    for (const rounds of [1, 3, 6]) {
      const child = startChild(new URL('./folder-maker.ts', import.meta.url), [home]);
      for (let round = 0; round < rounds; round++) await nextMessage(child);
      await killHard(child);
      removeTemporaries(home);
      expect(findTemporaries(home)).toEqual([]);
      expect(readFileSync(join(home, 'file'), 'utf8').endsWith(' end')).toBe(true);
      for (const name of readdirSync(home).filter((name) => name.startsWith('folder-'))) {
        const [a, b] = ['a', 'b'].map((file) => readFileSync(join(home, name, file), 'utf8'));
        expect(a!.length).toBeGreaterThan(20_000);
        expect(b).toBe(a);
      }
    }
  });

  it('replace what was there', async () => {
    const path = join(temporaryFolder(), 'deep', 'file');
    await writeFileAtomic(path, 'old');
    await writeFileAtomic(path, new Uint8Array([110, 101, 119]));
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('leave nothing behind when filling fails', async () => {
    const home = temporaryFolder();
    const filling = makeFolderAtomic(join(home, 'skills', 'x'), (folder) => {
      writeFileSync(join(folder, 'half'), 'h');
      throw new Error('no');
    });
    await expect(filling).rejects.toThrow('no');
    expect(readdirSync(join(home, 'skills'))).toEqual([]);
  });

  it('keep a folder that is there, or refuse, as told', async () => {
    const folder = join(temporaryFolder(), 'x');
    await makeFolderAtomic(folder, (inside) => mkdirSync(join(inside, 'first')));
    await makeFolderAtomic(folder, (inside) => mkdirSync(join(inside, 'second')), { ifExists: 'keep' });
    expect(readdirSync(folder)).toEqual(['first']);
    await expect(makeFolderAtomic(folder, () => {})).rejects.toMatchObject({ code: 'store/conflict' });
  });

  it('say that the disk is full, and leave nothing', async () => {
    const home = temporaryFolder();
    const full = makeFolderAtomic(join(home, 'x'), () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    await expect(full).rejects.toMatchObject({ code: 'store/disk-full' });
    expect(existsSync(join(home, 'x'))).toBe(false);
  });
});
