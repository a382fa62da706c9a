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
  /** The older manual whose place it took. */
  readonly replaces: string | null;
}

/** How a page's text was come by: it is in the file, or was recognised in its picture; or there is none. */
export type ReadBy = 'text' | 'ocr' | 'nothing';

export interface PageRow {
  readonly manualId: string;
  /** From 1. */
  readonly number: number;
  readonly label: string;
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly hasText: boolean;
  readonly readBy: ReadBy;
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

export interface BlockCount {
  readonly page: number;
  readonly kind: BlockRow['kind'];
  readonly count: number;
  readonly characters: number;
}

export type NewManual = New<ManualRow, 'id' | 'state' | 'warnings' | 'jobId' | 'createdAt' | 'replaces'>;
/** Without `readBy`, text is taken to be in the file. */
export type NewPage = Omit<PageRow, 'manualId' | 'readBy'> & { readonly readBy?: ReadBy };
export type NewBlock = Omit<BlockRow, 'manualId' | 'seq' | 'level'> & { readonly level?: number | null | undefined };

/** What can't be without something else, each kind in the order in which it can be removed. */
export interface Dependants {
  readonly bots: readonly Named[];
  readonly soups: readonly string[];
  /** Skills made of others come before those. */
  readonly skills: readonly Named[];
  /** Bots that only find passages in it beside other manuals: they can go on without it. */
  readonly speakers: readonly Named[];
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ManualStore {
  /** Keeps a manual (state `importing` unless given). @throws AppError `store/conflict` when its sha256 is there already. */
  insert(manual: NewManual): ManualRow;
  get(id: string): ManualRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): ManualRow;
  bySha256(sha256: string): ManualRow | undefined;
  /** The newer manual, ready, that took this one's place. */
  replacedBy(id: string): ManualRow | undefined;
  /** Newest first. */
  list(): ManualRow[];
  update(id: string, patch: Partial<Omit<ManualRow, 'id'>>): void;
  /** Puts pages in the place of those the manual had. */
  replacePages(manualId: string, pages: readonly NewPage[]): void;
  replaceBlocks(manualId: string, blocks: readonly NewBlock[]): void;
  pages(manualId: string): PageRow[];
  page(manualId: string, number: number): PageRow | undefined;
  /** In reading order. */
  blocks(manualId: string): BlockRow[];
  /** Those of one page: what began on a page before and goes on there too. */
  blocksOn(manualId: string, page: number): BlockRow[];
  /** How many blocks of each kind begin on each page, and how long they are. */
  countBlocks(manualId: string): BlockCount[];
  /** What rests on it: skills trained on it with all that is made of them, soups of those, and bots over any of them or speaking from it. */
  dependants(id: string): Dependants;
  /** Removes the row with its pages, blocks and passages. @throws AppError `store/in-use` naming the skills and bots that need it. */
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
    replaces: 'plain',
  });
  const pages = defineTable<PageRow>(db, 'pages', {
    manualId: 'plain',
    number: 'plain',
    label: 'plain',
    width: 'plain',
    height: 'plain',
    hasText: 'boolean',
    readBy: 'plain',
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
        command: 'stockpot import FILE',
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
        replaces: null,
        ...manual,
      };
      manuals.insert(row);
      return row;
    },
    get,
    require,
    bySha256: (sha256) => manuals.one('WHERE sha256 = ?', sha256),
    replacedBy: (id) => manuals.one(`WHERE replaces = ? AND state = 'ready' ORDER BY id DESC`, id),
    list: () => manuals.all('ORDER BY id DESC'),
    update: (id, patch) => void manuals.update(patch, 'id = ?', id),
    replacePages: (manualId, rows) =>
      db.transaction(() => {
        pages.delete('manual_id = ?', manualId);
        for (const row of rows) pages.insert({ readBy: row.hasText ? 'text' : 'nothing', ...row, manualId });
      }),
    replaceBlocks: (manualId, rows) =>
      db.transaction(() => {
        blocks.delete('manual_id = ?', manualId);
        rows.forEach((row, seq) => {
          blocks.insert({ ...row, manualId, seq, level: row.level ?? null });
        });
      }),
    pages: (manualId) => pages.all('WHERE manual_id = ? ORDER BY number', manualId),
    page: (manualId, number) => pages.one('WHERE manual_id = ? AND number = ?', manualId, number),
    blocks: (manualId) => blocks.all('WHERE manual_id = ? ORDER BY seq', manualId),
    blocksOn: (manualId, page) =>
      blocks.all(
        `WHERE manual_id = ? AND (page = ? OR EXISTS (
           SELECT 1 FROM json_each(t.rectangles) WHERE json_extract(value, '$.page') = ?
         )) ORDER BY seq`,
        manualId,
        page,
        page,
      ),
    countBlocks: (manualId) =>
      db
        .statement(
          `SELECT page, kind, count(*) AS count, sum(length(text)) AS characters FROM blocks
           WHERE manual_id = ? GROUP BY page, kind`,
        )
        .all(manualId)
        .map(({ page, kind, count, characters }) => ({
          page: Number(page),
          kind: kind as BlockCount['kind'],
          count: Number(count),
          characters: Number(characters),
        })),
    dependants: (id) => dependantsOf(db, id),
    remove: (id) =>
      db.transaction(() => {
        const manual = require(id);
        refuseIfUsed(db, 'store/in-use', `manual "${manual.title}"`, id, [
          ['skill', 'SELECT name FROM skills WHERE manual_id = ?'],
          ['bot', 'SELECT b.name FROM bots AS b JOIN bot_manuals AS m ON m.bot_id = b.id WHERE m.manual_id = ?'],
        ]);
        manuals.delete('id = ?', id);
      }),
  };
}

function dependantsOf(db: SqlDatabase, manualId: string): Dependants {
  const named = (sql: string, manuals: number): Named[] =>
    db
      .statement(`${RESTING_SKILLS} ${sql}`)
      .all(...Array.from({ length: manuals }, () => manualId))
      .map(({ id, name }) => ({ id: String(id), name: String(name) }));
  // Ids grow, so what is made of a skill comes after it.
  const skills = named('SELECT id, name FROM skills WHERE id IN resting ORDER BY id DESC', 1);
  const soups = named(
    `SELECT DISTINCT soup_id AS id, '' AS name FROM soup_skills WHERE skill_id IN resting ORDER BY soup_id`,
    1,
  );
  const bots = named(
    `SELECT id, name FROM bots WHERE skill_id IN resting
       OR soup_id IN (SELECT soup_id FROM soup_skills WHERE skill_id IN resting)
       OR (id IN (SELECT bot_id FROM bot_manuals WHERE manual_id = ?)
           AND id NOT IN (SELECT bot_id FROM bot_manuals WHERE manual_id <> ?)) ORDER BY id`,
    3,
  );
  const speakers = named(
    'SELECT id, name FROM bots WHERE id IN (SELECT bot_id FROM bot_manuals WHERE manual_id = ?)',
    2,
  );
  const going = new Set(bots.map(({ id }) => id));
  return { bots, soups: soups.map(({ id }) => id), skills, speakers: speakers.filter(({ id }) => !going.has(id)) };
}

/** Skills trained on the manual, and all that are made of them. */
const RESTING_SKILLS = `WITH RECURSIVE resting (id) AS (
    SELECT id FROM skills WHERE manual_id = ?
    UNION SELECT skill_id FROM skill_parents JOIN resting ON parent_id = resting.id
  )`;
