import type { SqlDatabase } from './database.ts';
import type { FoundPassage, PassageRow } from './passages.ts';
import type { Table } from './table.ts';
import { needVectors } from './vector-extension.ts';

/** Vectors of passages, each by the model that made it. They go with their passage: when a manual is read again, or removed. */
export interface PassageVectorStore {
  /** The passages of these manuals that have no vector by this model, in reading order. */
  missing(manualIds: readonly string[], model: string): PassageRow[];
  /** Keeps vectors by this model, in the place of what a passage had by any other. */
  save(model: string, vectors: readonly { readonly passageId: number; readonly vector: Float32Array }[]): void;
  /**
   * The passages of these manuals whose vectors point most nearly where `vector` does, nearest first, at most `limit`; `score` is the
   * cosine, −1 to 1. Passages without a vector by this model are not found.
   * @throws AppError `store/no-vectors` when sqlite-vec can't be loaded.
   */
  nearest(manualIds: readonly string[], model: string, vector: Float32Array, limit: number): FoundPassage[];
}

export function passageVectorStore(db: SqlDatabase, passages: Table<PassageRow>): PassageVectorStore {
  const ofManuals = 't.manual_id IN (SELECT value FROM json_each(?))';
  return {
    missing: (manualIds, model) =>
      passages.all(
        `LEFT JOIN passage_vectors AS v ON v.passage_id = t.id AND v.model = ?
         WHERE v.passage_id IS NULL AND ${ofManuals} ORDER BY t.manual_id, t.seq`,
        model,
        JSON.stringify(manualIds),
      ),
    save: (model, vectors) =>
      db.transaction(() => {
        for (const { passageId, vector } of vectors) {
          db.statement('DELETE FROM passage_vectors WHERE passage_id = ?').run(passageId);
          db.statement('INSERT INTO passage_vectors (passage_id, model, vector) VALUES (?, ?, ?)').run(
            passageId,
            model,
            bytesOf(vector),
          );
        }
      }),
    nearest(manualIds, model, vector, limit) {
      needVectors(db);
      const found = passages.select.replace(
        ' FROM passages AS t',
        `, 1 - vec_distance_cosine(v.vector, ?) AS score FROM passage_vectors AS v JOIN passages AS t ON t.id = v.passage_id`,
      );
      return db
        .statement(`${found} WHERE v.model = ? AND ${ofManuals} ORDER BY score DESC, t.id LIMIT ?`)
        .all(bytesOf(vector), model, JSON.stringify(manualIds), limit)
        .map((raw) => ({ ...passages.decode(raw), score: Number(raw.score) }));
    },
  };
}

/** As sqlite-vec reads a vector: 32-bit floats, little-endian. */
function bytesOf(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * vector.length);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return bytes;
}
