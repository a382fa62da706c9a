import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBot, findManual } from '../../core/service/find.ts';
import { type ManualRow, openStore, type Store } from '../../core/store/index.ts';

let store: Store;
let pump: ManualRow;
beforeAll(() => {
  store = openStore(mkdtempSync(join(tmpdir(), 'find-')));
  const manual = { fileName: 'pump.pdf', type: 'pdf' as const, bytes: 1, pageCount: 1, state: 'ready' as const };
  pump = store.manuals.insert({ ...manual, title: 'Pump', sha256: 'a'.repeat(64) });
  store.manuals.insert({ ...manual, title: 'Lathe', fileName: 'lathe.pdf', sha256: `b${'a'.repeat(63)}` });
  store.manuals.insert({ ...manual, title: 'Half read', sha256: 'c'.repeat(64), state: 'importing' });
  store.bots.insert({ name: 'Old', baseModel: 'm', manualIds: [pump.id] });
  store.bots.insert({ name: 'New', baseModel: 'm', manualIds: [pump.id] });
});
afterAll(() => store.close());

describe('what a person names', () => {
  it('is found by id, by the beginning of one, by name in any letters, and by file', () => {
    for (const text of [pump.id, 'PUMP', ' pump ', 'pump.pdf', 'aaaa', 'a'.repeat(64)]) {
      expect(findManual(store, text).id).toBe(pump.id);
    }
  });

  it('is ambiguous when it could be several', () => {
    expect(() => findManual(store, 'man_')).toThrow(expect.objectContaining({ code: 'service/ambiguous' }));
  });

  it('is not found when it is not ready, or too short to mean anything', () => {
    for (const text of ['Half read', 'a', '']) {
      expect(() => findManual(store, text)).toThrow(expect.objectContaining({ code: 'service/not-found' }));
    }
  });

  it('is answered with what there is', () => {
    const said = { code: 'service/not-found', hint: expect.stringMatching(/"New", "Old"/) };
    expect(() => findBot(store, 'nobody')).toThrow(expect.objectContaining(said));
  });
});
