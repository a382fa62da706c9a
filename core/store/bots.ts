import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId } from './ids.ts';
import { defineTable, type New } from './table.ts';

export interface BotRow {
  readonly id: string;
  /** Unique, whatever the case. */
  readonly name: string;
  readonly baseModel: string;
  readonly baseModelHash: string | null;
  /** A soup, or one skill, or neither (the base model as it is). */
  readonly soupId: string | null;
  readonly skillId: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly recipeId: string | null;
  readonly jobId: string | null;
  readonly createdAt: string;
}

export type NewBot = New<
  BotRow,
  'id' | 'baseModelHash' | 'soupId' | 'skillId' | 'settings' | 'recipeId' | 'jobId' | 'createdAt'
> & { readonly manualIds?: readonly string[] };

export interface BotStore {
  /** @throws AppError `store/conflict` when the name is taken, or the soup, skill or a manual is not there. */
  insert(bot: NewBot): BotRow;
  get(id: string): BotRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): BotRow;
  byName(name: string): BotRow | undefined;
  /** Newest first. */
  list(): BotRow[];
  /** The manuals it speaks from, in their order. */
  manualIds(id: string): string[];
  update(id: string, patch: Partial<Omit<BotRow, 'id'>>): void;
  /** Puts manuals in the place of those it speaks from. @throws AppError `store/conflict` when one is not there. */
  setManuals(id: string, manualIds: readonly string[]): void;
  /** Removes the row with the bot's conversations; its soup goes with `Store.removeBot`. */
  remove(id: string): void;
}

export function botStore(db: SqlDatabase): BotStore {
  const bots = defineTable<BotRow>(db, 'bots', {
    id: 'plain',
    name: 'plain',
    baseModel: 'plain',
    baseModelHash: 'plain',
    soupId: 'plain',
    skillId: 'plain',
    settings: 'json',
    recipeId: 'plain',
    jobId: 'plain',
    createdAt: 'plain',
  });
  const botManuals = defineTable<{ botId: string; position: number; manualId: string }>(db, 'bot_manuals', {
    botId: 'plain',
    position: 'plain',
    manualId: 'plain',
  });
  const get = (id: string) => bots.one('WHERE id = ?', id);
  const require = (id: string) => {
    const bot = get(id);
    if (bot === undefined) {
      throw new AppError('store/not-found', `Looked for bot ${id}: there is none.`, { command: 'stockpot build FILE' });
    }
    return bot;
  };

  return {
    insert: ({ manualIds = [], ...bot }) =>
      db.transaction(() => {
        const row: BotRow = {
          id: newId('bot'),
          baseModelHash: null,
          soupId: null,
          skillId: null,
          settings: {},
          recipeId: null,
          jobId: null,
          createdAt: new Date().toISOString(),
          ...bot,
        };
        bots.insert(row);
        manualIds.forEach((manualId, position) => {
          botManuals.insert({ botId: row.id, position, manualId });
        });
        return row;
      }),
    get,
    require,
    byName: (name) => bots.one('WHERE name = ?', name),
    list: () => bots.all('ORDER BY id DESC'),
    manualIds: (id) => botManuals.all('WHERE bot_id = ? ORDER BY position', id).map(({ manualId }) => manualId),
    setManuals: (id, manualIds) =>
      db.transaction(() => {
        require(id);
        botManuals.delete('bot_id = ?', id);
        manualIds.forEach((manualId, position) => {
          botManuals.insert({ botId: id, position, manualId });
        });
      }),
    update: (id, patch) => void bots.update(patch, 'id = ?', id),
    remove: (id) =>
      db.transaction(() => {
        require(id);
        bots.delete('id = ?', id);
      }),
  };
}
