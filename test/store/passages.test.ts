import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../core/store/database.ts';
import { anyWordOf } from '../../core/store/index.ts';
import { addManual, temporaryFolder, temporaryStore } from './temporary-home.ts';

const passage = (text: string, headings: readonly string[] = []) => ({
  text,
  headings,
  page: 1,
  lastPage: 1,
  rectangles: [],
});

describe('searching passages', () => {
  it('finds a word in another form, case or accent, the better match first', () => {
    const store = temporaryStore();
    const { id } = addManual(store, []);
    store.passages.replace(id, [
      passage('Open the valve by hand when the long list of other things has been seen to.'),
      passage('VALVES: clean each valve.'),
      passage('Nettoyez le réservoir.'),
      passage('Call the dealer.', ['Valve']),
    ]);
    const seqs = (match: string) => store.passages.search([id], match, 10).map(({ seq }) => seq);
    expect(seqs('valve')).toEqual([1, 3, 0]);
    expect(seqs('reservoir')).toEqual([2]);
    expect(seqs('cleaning')).toEqual([1]);
    expect(store.passages.search([id], 'valve', 1)).toHaveLength(1);
    const [best, next] = store.passages.search([id], 'valve', 2);
    expect(best!.score).toBeGreaterThan(next!.score);
  });

  it('looks in the manuals named and in no others', () => {
    const store = temporaryStore();
    const pump = addManual(store, ['valve'], 'a'.repeat(64));
    const fan = addManual(store, ['valve'], 'b'.repeat(64));
    expect(store.passages.search([fan.id], 'valve', 9).map(({ manualId }) => manualId)).toEqual([fan.id]);
    expect(store.passages.search([], 'valve', 9)).toEqual([]);
    expect(store.passages.search([pump.id, fan.id], 'valve', 9)).toHaveLength(2);
  });

  it('takes whatever a person writes', () => {
    const store = temporaryStore();
    const { id } = addManual(store);
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', 'NEAR(', 'a AND', 'x*', '-y', 'NOT')),
        (text) => {
          const match = anyWordOf(text);
          if (match !== undefined) store.passages.search([id], match, 3);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says when the index and the passages disagree', () => {
    const home = temporaryFolder();
    const store = temporaryStore(home);
    addManual(store);
    const db = openDatabase(join(home, 'stockpot.db'));
    db.exec(`DROP TRIGGER passages_updated; UPDATE passages SET text = 'other'`);
    db.close();
    expect(store.check()).toEqual([expect.stringMatching(/full-text index/)]);
  });

  it('agrees with looking at every passage, after any sequence of replacing and removing', () => {
    const store = temporaryStore();
    const words = ['valve', 'pump', 'water', 'noise'];
    const texts = fc.array(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }), { maxLength: 4 });
    const change = fc.record({ manual: fc.nat(2), texts: fc.option(texts) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const ids: (string | undefined)[] = [undefined, undefined, undefined];
        const expected = new Map<string, string[]>();
        for (const { manual, texts } of changes) {
          const id = ids[manual];
          if (texts === null) {
            if (id === undefined) continue;
            store.removeManual(id);
            expected.delete(id);
            ids[manual] = undefined;
            continue;
          }
          const kept = id ?? addManual(store, [], String(manual).repeat(64)).id;
          ids[manual] = kept;
          const lines = texts.map((line) => line.join(' '));
          store.passages.replace(
            kept,
            lines.map((line) => passage(line)),
          );
          expected.set(kept, lines);
        }
        for (const word of words) {
          const found = store.passages.search([...expected.keys()], word, 100).map(({ text }) => text);
          const holding = [...expected.values()].flat().filter((line) => line.split(' ').includes(word));
          expect(found.sort()).toEqual(holding.sort());
        }
        for (const id of expected.keys()) store.removeManual(id);
      }),
      { numRuns: 40 },
    );
    // Holds FTS5's own comparison of the index with the table it indexes.
    expect(store.check()).toEqual([]);
  });
});
