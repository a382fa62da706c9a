import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeOwner, lockHome } from '../../core/store/index.ts';
import { killHard, nextMessage, startChild } from './child.ts';
import { codeOf, temporaryFolder } from './temporary-home.ts';

describe('lockHome', () => {
  it('refuses a home that another process owns, naming it, until that one is killed', async () => {
    const home = temporaryFolder();
    const child = startChild(new URL('./lock-owner.ts', import.meta.url), [home]);
    const owner = await nextMessage(child);
    expect(owner).toMatchObject({ pid: child.pid, port: 4711 });
    expect(homeOwner(home)).toEqual(owner);
    expect(codeOf(() => lockHome(home))).toBe('store/home-locked');
    expect(() => lockHome(home)).toThrow(`process ${child.pid} owns it`);

    await killHard(child);
    expect(homeOwner(home)).toBeUndefined();
    const lock = lockHome(home);
    expect(homeOwner(home)).toMatchObject({ pid: process.pid, port: null });
    lock.release();
  });

  it('is one lock for one process too, and can be taken again once released', () => {
    const home = temporaryFolder();
    const first = lockHome(home);
    expect(codeOf(() => lockHome(home))).toBe('store/home-locked');
    first.release();
    first.release();
    const second = lockHome(home);
    expect(second.owner.id).not.toBe(first.owner.id);
    second.release();
  });

  it('finds no owner, and makes nothing, where no home is', () => {
    const home = join(temporaryFolder(), 'none');
    expect(homeOwner(home)).toBeUndefined();
    expect(existsSync(home)).toBe(false);
  });

  it('leaves other homes alone', () => {
    const locks = [lockHome(temporaryFolder()), lockHome(temporaryFolder())];
    for (const lock of locks) lock.release();
  });
});
