import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../core/store/database.ts';
import { needVectors } from '../../core/store/vector-extension.ts';
import { addManual, temporaryFolder, temporaryStore } from './temporary-home.ts';

const model = 'encoder@1';
/** A direction in the plane, by its angle in degrees. */
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

/** A manual whose passages point in these directions. */
function pointing(angles: readonly number[], sha256 = 'a'.repeat(64), store = temporaryStore()) {
  const { id } = addManual(store, angles.map(String), sha256);
  const rows = store.passages.list(id);
  store.passageVectors.save(
    model,
    rows.map(({ id: passageId }, i) => ({ passageId, vector: at(angles[i]!) })),
  );
  return { store, id, rows };
}

describe('nearest passages', () => {
  it('are those whose vectors point most nearly the same way, with the cosine', () => {
    const { store, id } = pointing([0, 90, 180, 60]);
    const found = store.passageVectors.nearest([id], model, at(50), 3);
    expect(found.map(({ text }) => text)).toEqual(['60', '90', '0']);
    [10, 40, 50].forEach((degrees, i) => {
      expect(found[i]!.score).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 5);
    });
    expect(found[0]).toMatchObject({ manualId: id, headings: ['Start'], page: 1, lastPage: 2 });
  });

  it('do not depend on how long a vector is', () => {
    const { store, id } = pointing([0, 90]);
    const [best] = store.passageVectors.nearest([id], model, Float32Array.of(0, 1e-3), 1);
    expect(best).toMatchObject({ text: '90' });
    expect(best!.score).toBeCloseTo(1, 6);
  });

  it('come from the manuals named, and by the model named', () => {
    const { store, id } = pointing([0]);
    const other = pointing([1], 'b'.repeat(64), store);
    const texts = (manuals: string[], by = model) =>
      store.passageVectors.nearest(manuals, by, at(0), 9).map(({ text }) => text);
    expect(texts([id])).toEqual(['0']);
    expect(texts([id, other.id])).toEqual(['0', '1']);
    expect(texts([])).toEqual([]);
    expect(texts([id], 'encoder@2')).toEqual([]);
  });
});

describe('vectors of passages', () => {
  it('are missing until they are saved, and again once the manual is read anew', () => {
    const { store, id, rows } = pointing([0, 90]);
    expect(store.passageVectors.missing([id], model)).toEqual([]);
    expect(store.passageVectors.missing([id], 'encoder@2')).toEqual(rows);
    store.passages.replace(id, [{ text: 'new', headings: [], page: 1, lastPage: 1, rectangles: [] }]);
    expect(store.passageVectors.missing([id], model).map(({ text }) => text)).toEqual(['new']);
    expect(store.passageVectors.nearest([id], model, at(0), 9)).toEqual([]);
  });

  it('go with their manual', () => {
    const { store, id } = pointing([0]);
    store.removeManual(id);
    expect(store.check()).toEqual([]);
  });

  it('are kept by one model at a time', () => {
    const { store, id, rows } = pointing([0]);
    store.passageVectors.save('encoder@2', [{ passageId: rows[0]!.id, vector: at(90) }]);
    expect(store.passageVectors.nearest([id], model, at(0), 9)).toEqual([]);
    expect(store.passageVectors.nearest([id], 'encoder@2', at(90), 9)[0]!.score).toBeCloseTo(1, 6);
  });
});

describe('where sqlite-vec can’t be loaded', () => {
  const database = () => openDatabase(join(temporaryFolder(), 'any.db'));

  it('says so, and which library was tried', () => {
    const db = database();
    expect(() => needVectors(db, () => '/nowhere/vec0.so')).toThrow(
      expect.objectContaining({ code: 'store/no-vectors', message: expect.stringContaining('/nowhere/vec0') }),
    );
    const unknown = () => {
      throw new Error('Unsupported platform');
    };
    expect(() => needVectors(db, unknown)).toThrow(
      expect.objectContaining({ code: 'store/no-vectors', message: expect.stringContaining('Unsupported platform') }),
    );
    db.close();
  });

  it('looks beside the archive of a packed application', () => {
    const db = database();
    const packed = () => '/opt/Stockpot/resources/app.asar/node_modules/vec0.so';
    expect(() => needVectors(db, packed)).toThrow(/resources\/app\.asar\.unpacked\/node_modules\/vec0/);
    db.close();
  });
});
