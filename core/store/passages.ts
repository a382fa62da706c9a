import type { SqlDatabase } from './database.ts';
import type { StoredRectangle } from './manuals.ts';
import { defineTable } from './table.ts';

export interface PassageRow {
  readonly id: number;
  readonly manualId: string;
  readonly seq: number;
  readonly text: string;
  readonly headings: readonly string[];
  readonly page: number;
  readonly lastPage: number;
  readonly rectangles: readonly StoredRectangle[];
}

/** `score`: bm25, turned so that a better match has a higher one (SQLite's own is its negative). */
export type FoundPassage = PassageRow & { readonly score: number };
export type NewPassage = Omit<PassageRow, 'id' | 'manualId' | 'seq'>;

export interface PassageStore {
  /** Puts passages in the place of those the manual had; the full-text index follows in the same transaction. */
  replace(manualId: string, passages: readonly NewPassage[]): void;
  get(id: number): PassageRow | undefined;
  /** In reading order. */
  list(manualId: string): PassageRow[];
  /**
   * The passages of these manuals that best match an FTS5 expression (for a person's words: {@link anyWordOf}), best
   * first, at most `limit`. Words are folded (case, accents) and stemmed in English; headings count half.
   */
  search(manualIds: readonly string[], match: string, limit: number): FoundPassage[];
}

/**
 * An FTS5 expression that matches passages holding any word of `text`, whatever signs it has in it; undefined when it
 * has no word at all.
 */
export function anyWordOf(text: string): string | undefined {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu);
  return words === null ? undefined : [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
}

export function passageStore(db: SqlDatabase): PassageStore {
  const passages = defineTable<PassageRow>(db, 'passages', {
    id: 'plain',
    manualId: 'plain',
    seq: 'plain',
    text: 'plain',
    headings: 'json',
    page: 'plain',
    lastPage: 'plain',
    rectangles: 'json',
  });
  const found = passages.select.replace(
    ' FROM passages AS t',
    `, -bm25(passages_text, 1.0, 0.5) AS score FROM passages_text JOIN passages AS t ON t.id = passages_text.rowid`,
  );
  return {
    replace: (manualId, rows) =>
      db.transaction(() => {
        passages.delete('manual_id = ?', manualId);
        // A null INTEGER PRIMARY KEY is the next free number.
        rows.forEach((row, seq) => {
          passages.insert({ ...row, id: null as unknown as number, manualId, seq });
        });
      }),
    get: (id) => passages.one('WHERE id = ?', id),
    list: (manualId) => passages.all('WHERE manual_id = ? ORDER BY seq', manualId),
    search: (manualIds, match, limit) =>
      db
        .statement(
          `${found} WHERE passages_text MATCH ? AND t.manual_id IN (SELECT value FROM json_each(?))
           ORDER BY score DESC, t.id LIMIT ?`,
        )
        .all(match, JSON.stringify(manualIds), limit)
        .map((raw) => ({ ...passages.decode(raw), score: Number(raw.score) })),
  };
}
