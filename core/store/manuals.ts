import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { refuseIfUsed } from './dependants.ts';
import { newId } from './ids.ts';
import { defineTable, type New } from './table.ts';

export type ManualType = 'pdf' | 'markdown' | 'text';

export interface ManualRow {
  readonly id: string;
  readonly sha256: string;
  readonly title: string;
  readonly fileName: string;
  readonly type: ManualType;
  readonly bytes: number;
  readonly pageCount: number;
  /** `ready` only after its folder, pages, blocks and passages are in place. */
  readonly state: 'importing' | 'ready';
  readonly warnings: readonly { readonly page?: number | undefined; readonly code: string; readonly message: string }[];
  /** The job that made it. */
  readonly jobId: string | null;
  readonly createdAt: string;
}

export interface PageRow {
  readonly manualId: string;
  /** From 1. */
  readonly number: number;
  readonly label: string;
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly hasText: boolean;
}

/** Points, origin at the page's top left. */
export interface StoredRectangle {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface BlockRow {
  readonly manualId: string;
  readonly seq: number;
  readonly kind: 'heading' | 'paragraph' | 'list-item' | 'table' | 'caption';
  readonly level: number | null;
  readonly text: string;
  readonly page: number;
  readonly rectangles: readonly StoredRectangle[];
}

export type NewManual = New<ManualRow, 'id' | 'state' | 'warnings' | 'jobId' | 'createdAt'>;
export type NewPage = Omit<PageRow, 'manualId'>;
export type NewBlock = Omit<BlockRow, 'manualId' | 'seq' | 'level'> & { readonly level?: number | null | undefined };

export interface ManualStore {
  /** Keeps a manual (state `importing` unless given). @throws AppError `store/conflict` when its sha256 is there already. */
  insert(manual: NewManual): ManualRow;
  get(id: string): ManualRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): ManualRow;
  bySha256(sha256: string): ManualRow | undefined;
  /** Newest first. */
  list(): ManualRow[];
  update(id: string, patch: Partial<Omit<ManualRow, 'id'>>): void;
  /** Puts pages in the place of those the manual had. */
  replacePages(manualId: string, pages: readonly NewPage[]): void;
  replaceBlocks(manualId: string, blocks: readonly NewBlock[]): void;
  pages(manualId: string): PageRow[];
  /** In reading order. */
  blocks(manualId: string): BlockRow[];
  /** Removes the row with its pages, blocks and passages. @throws AppError `store/conflict` naming the skills and bots that need it. */
  remove(id: string): void;
}

export function manualStore(db: SqlDatabase): ManualStore {
  const manuals = defineTable<ManualRow>(db, 'manuals', {
    id: 'plain',
    sha256: 'plain',
    title: 'plain',
    fileName: 'plain',
    type: 'plain',
    bytes: 'plain',
    pageCount: 'plain',
    state: 'plain',
    warnings: 'json',
    jobId: 'plain',
    createdAt: 'plain',
  });
  const pages = defineTable<PageRow>(db, 'pages', {
    manualId: 'plain',
    number: 'plain',
    label: 'plain',
    width: 'plain',
    height: 'plain',
    hasText: 'boolean',
  });
  const blocks = defineTable<BlockRow>(db, 'blocks', {
    manualId: 'plain',
    seq: 'plain',
    kind: 'plain',
    level: 'plain',
    text: 'plain',
    page: 'plain',
    rectangles: 'json',
  });
  const get = (id: string) => manuals.one('WHERE id = ?', id);
  const require = (id: string) => {
    const manual = get(id);
    if (manual === undefined) {
      throw new AppError('store/not-found', `Looked for manual ${id}: there is none.`, {
        hint: 'stockpot import FILE',
      });
    }
    return manual;
  };

  return {
    insert(manual) {
      const row: ManualRow = {
        id: newId('man'),
        state: 'importing',
        warnings: [],
        jobId: null,
        createdAt: new Date().toISOString(),
        ...manual,
      };
      manuals.insert(row);
      return row;
    },
    get,
    require,
    bySha256: (sha256) => manuals.one('WHERE sha256 = ?', sha256),
    list: () => manuals.all('ORDER BY id DESC'),
    update: (id, patch) => void manuals.update(patch, 'id = ?', id),
    replacePages: (manualId, rows) =>
      db.transaction(() => {
        pages.delete('manual_id = ?', manualId);
        for (const row of rows) pages.insert({ ...row, manualId });
      }),
    replaceBlocks: (manualId, rows) =>
      db.transaction(() => {
        blocks.delete('manual_id = ?', manualId);
        rows.forEach((row, seq) => {
          blocks.insert({ ...row, manualId, seq, level: row.level ?? null });
        });
      }),
    pages: (manualId) => pages.all('WHERE manual_id = ? ORDER BY number', manualId),
    blocks: (manualId) => blocks.all('WHERE manual_id = ? ORDER BY seq', manualId),
    remove: (id) =>
      db.transaction(() => {
        const manual = require(id);
        refuseIfUsed(db, 'store/conflict', `manual "${manual.title}"`, id, [
          ['skill', 'SELECT name FROM skills WHERE manual_id = ?'],
          ['bot', 'SELECT b.name FROM bots AS b JOIN bot_manuals AS m ON m.bot_id = b.id WHERE m.manual_id = ?'],
        ]);
        manuals.delete('id = ?', id);
      }),
  };
}
