import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryStore } from './temporary-home.ts';

describe('what systems were made of', () => {
  it('is found by its key, the one used last first', () => {
    const store = temporaryStore();
    const row = { kind: 'router', title: 'Routers', details: { steps: 3 }, bytes: 10 };
    store.prepared.save({ ...row, key: 'a'.repeat(32) });
    store.prepared.save({ ...row, key: 'b'.repeat(32) });
    expect(store.prepared.use('c'.repeat(32))).toBeUndefined();
    expect(store.prepared.use('a'.repeat(32))).toMatchObject(row);
    expect(store.prepared.list().map(({ key }) => key[0])).toEqual(['a', 'b']);
  });

  it('goes with its folder, and a folder without a row is swept away', () => {
    const store = temporaryStore();
    for (const key of ['a'.repeat(32), 'b'.repeat(32)]) {
      mkdirSync(store.preparedFolder(key), { recursive: true });
      writeFileSync(join(store.preparedFolder(key), 'x'), 'x');
    }
    store.prepared.save({ key: 'a'.repeat(32), kind: 'router', title: 'R', details: {}, bytes: 1 });
    expect(store.sweep().folders).toEqual([store.preparedFolder('b'.repeat(32))]);
    store.removePrepared('a'.repeat(32));
    expect(existsSync(store.preparedFolder('a'.repeat(32)))).toBe(false);
  });
});
