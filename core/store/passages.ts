import type { SqlDatabase } from './database.ts';
import type { StoredRectangle } from './manuals.ts';
import { defineTable, type Table } from './table.ts';

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

/** `score`: the higher, the better. Of a search by words, bm25 (SQLite's own is its negative); of one by meaning, the cosine. */
export type FoundPassage = PassageRow & { readonly score: number };
export type NewPassage = Omit<PassageRow, 'id' | 'manualId' | 'seq'>;

export interface PassageStore {
  /** Puts passages in the place of those the manual had; the full-text index follows in the same transaction. */
  replace(manualId: string, passages: readonly NewPassage[]): void;
  get(id: number): PassageRow | undefined;
  /** By its place in the manual, from 0. */
  at(manualId: string, seq: number): PassageRow | undefined;
  /** In reading order. */
  list(manualId: string): PassageRow[];
  count(manualId: string): number;
  /**
   * The passages of these manuals that best match an FTS5 expression (for a person's words: {@link anyWordOf}), best
   * first, at most `limit`. Words are folded (case, accents) and stemmed in English; headings count half.
   */
  search(manualIds: readonly string[], match: string, limit: number): FoundPassage[];
  /**
   * The passages that hold every word a person wrote, the last one as a beginning (it may be half typed); where none
   * does, those that hold any. Best first, from `offset`, at most `limit`; `total` counts all of them.
   */
  find(
    manualIds: readonly string[],
    words: string,
    range: { readonly offset: number; readonly limit: number },
  ): { readonly total: number; readonly items: readonly FoundPassage[] };
}

/**
 * An FTS5 expression that matches passages holding any word of `text`, whatever signs it has in it; undefined when it
 * has no word at all.
 */
export function anyWordOf(text: string): string | undefined {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
}

/** As {@link anyWordOf}, for passages that hold every word, the last one as a beginning. */
export function everyWordOf(text: string): string | undefined {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : `${words.map((word) => `"${word}"`).join(' ')}*`;
}

/** More words than a person writes are no search. */
const MAX_WORDS = 64;

function wordsOf(text: string): string[] {
  return (text.normalize('NFC').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []).slice(0, MAX_WORDS);
}

export function passageTable(db: SqlDatabase): Table<PassageRow> {
  return defineTable<PassageRow>(db, 'passages', {
    id: 'plain',
    manualId: 'plain',
    seq: 'plain',
    text: 'plain',
    headings: 'json',
    page: 'plain',
    lastPage: 'plain',
    rectangles: 'json',
  });
}

export function passageStore(db: SqlDatabase, passages: Table<PassageRow>): PassageStore {
  const found = passages.select.replace(
    ' FROM passages AS t',
    `, -bm25(passages_text, 1.0, 0.5) AS score FROM passages_text JOIN passages AS t ON t.id = passages_text.rowid`,
  );
  const matching = `passages_text MATCH ? AND t.manual_id IN (SELECT value FROM json_each(?))`;
  const search = (manualIds: readonly string[], match: string, limit: number, offset: number) =>
    db
      .statement(`${found} WHERE ${matching} ORDER BY score DESC, t.id LIMIT ? OFFSET ?`)
      .all(match, JSON.stringify(manualIds), limit, offset)
      .map((raw) => ({ ...passages.decode(raw), score: Number(raw.score) }));
  const matches = (manualIds: readonly string[], match: string) => {
    const joined = 'passages_text JOIN passages AS t ON t.id = passages_text.rowid';
    const row = db.statement(`SELECT count(*) AS total FROM ${joined} WHERE ${matching}`);
    return Number(row.get(match, JSON.stringify(manualIds))?.total);
  };
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
    at: (manualId, seq) => passages.one('WHERE manual_id = ? AND seq = ?', manualId, seq),
    list: (manualId) => passages.all('WHERE manual_id = ? ORDER BY seq', manualId),
    count: (manualId) =>
      Number(db.statement('SELECT count(*) AS total FROM passages WHERE manual_id = ?').get(manualId)?.total),
    search: (manualIds, match, limit) => search(manualIds, match, limit, 0),
    find(manualIds, words, { offset, limit }) {
      for (const match of [everyWordOf(words), anyWordOf(words)]) {
        const total = match === undefined ? 0 : matches(manualIds, match);
        if (match !== undefined && total > 0) return { total, items: search(manualIds, match, limit, offset) };
      }
      return { total: 0, items: [] };
    },
  };
}
