import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { refuseIfUsed } from './dependants.ts';
import { newId } from './ids.ts';
import type { Versions } from './skills.ts';
import { defineTable, type New } from './table.ts';

export interface SoupRow {
  readonly id: string;
  readonly baseModel: string;
  readonly baseModelHash: string | null;
  readonly method: string;
  readonly constraint: string | null;
  readonly granularity: string | null;
  /** Module path → one number per skill, in the order of {@link SoupStore.skillIds}. */
  readonly coefficients: Readonly<Record<string, readonly number[]>>;
  /** The loss on examples kept out, as the coefficients were learned. */
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
  readonly recipeId: string | null;
  readonly seed: number | null;
  readonly device: string | null;
  readonly versions: Versions;
  readonly jobId: string | null;
  readonly createdAt: string;
}

export type NewSoup = New<
  SoupRow,
  | 'id'
  | 'baseModelHash'
  | 'constraint'
  | 'granularity'
  | 'heldOut'
  | 'recipeId'
  | 'seed'
  | 'device'
  | 'versions'
  | 'jobId'
  | 'createdAt'
> & { readonly skillIds: readonly string[] };

export interface SoupStore {
  insert(soup: NewSoup): SoupRow;
  get(id: string): SoupRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): SoupRow;
  /** Newest first. */
  list(): SoupRow[];
  /** The bots over it, newest first. */
  botIds(id: string): string[];
  /** Its skills, in the order of its coefficients. */
  skillIds(id: string): string[];
  /** @throws AppError `store/conflict` naming the bots that need it. */
  remove(id: string): void;
  /** Removes it unless a bot, or a job that is not done, needs it. */
  removeUnused(id: string): void;
}

/** Of a row of `soups`: no bot is over it, and the job that made it is done or gone. */
export const UNUSED_SOUP = `NOT EXISTS (SELECT 1 FROM bots WHERE bots.soup_id = soups.id)
  AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = soups.job_id AND jobs.state <> 'done')`;

export function soupStore(db: SqlDatabase): SoupStore {
  const soups = defineTable<SoupRow>(db, 'soups', {
    id: 'plain',
    baseModel: 'plain',
    baseModelHash: 'plain',
    method: 'plain',
    constraint: 'plain',
    granularity: 'plain',
    coefficients: 'json',
    heldOut: 'json',
    recipeId: 'plain',
    seed: 'plain',
    device: 'plain',
    versions: 'json',
    jobId: 'plain',
    createdAt: 'plain',
  });
  const members = defineTable<{ soupId: string; position: number; skillId: string }>(db, 'soup_skills', {
    soupId: 'plain',
    position: 'plain',
    skillId: 'plain',
  });
  const get = (id: string) => soups.one('WHERE id = ?', id);
  const require = (id: string) => {
    const soup = get(id);
    if (soup === undefined) throw new AppError('store/not-found', `Looked for soup ${id}: there is none.`);
    return soup;
  };

  return {
    insert: ({ skillIds, ...soup }) =>
      db.transaction(() => {
        const row: SoupRow = {
          id: newId('sou'),
          baseModelHash: null,
          constraint: null,
          granularity: null,
          heldOut: [],
          recipeId: null,
          seed: null,
          device: null,
          versions: {},
          jobId: null,
          createdAt: new Date().toISOString(),
          ...soup,
        };
        soups.insert(row);
        skillIds.forEach((skillId, position) => {
          members.insert({ soupId: row.id, position, skillId });
        });
        return row;
      }),
    get,
    require,
    list: () => soups.all('ORDER BY id DESC'),
    botIds: (id) =>
      db
        .statement('SELECT id FROM bots WHERE soup_id = ? ORDER BY id DESC')
        .all(id)
        .map((row) => String(row.id)),
    skillIds: (id) => members.all('WHERE soup_id = ? ORDER BY position', id).map(({ skillId }) => skillId),
    remove: (id) =>
      db.transaction(() => {
        require(id);
        refuseIfUsed(db, 'store/conflict', `soup ${id}`, id, [['bot', 'SELECT name FROM bots WHERE soup_id = ?']]);
        soups.delete('id = ?', id);
      }),
    removeUnused: (id) => void soups.delete(`id = ? AND ${UNUSED_SOUP}`, id),
  };
}
