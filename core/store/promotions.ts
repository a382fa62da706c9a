import type { SqlDatabase } from './database.ts';
import { newId, newTime } from './ids.ts';
import { defineTable } from './table.ts';

/** Why a bot became its manual's current one, or did not. */
export interface PromotionRow {
  readonly id: string;
  readonly botId: string;
  /** The current bot that it was measured against, or whose place it took; null once that is gone. */
  readonly previousBotId: string | null;
  /** `promoted` and `held`: by what was measured. `overruled`: by a person, whatever was measured. */
  readonly decision: 'promoted' | 'held' | 'overruled';
  /** What was measured; empty where nothing was. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** A person's own words, or why nothing could be measured. */
  readonly reason: string;
  readonly createdAt: string;
}

export interface PromotionStore {
  /** @throws AppError `store/conflict` when a bot is not there. */
  insert(promotion: Omit<PromotionRow, 'id' | 'createdAt'>): PromotionRow;
  /** Of all bots or of one, newest first. */
  list(botId?: string): PromotionRow[];
  /** The decision on a bot that counts: the last one. */
  last(botId: string): PromotionRow | undefined;
}

export function promotionStore(db: SqlDatabase): PromotionStore {
  const promotions = defineTable<PromotionRow>(db, 'promotions', {
    id: 'plain',
    botId: 'plain',
    previousBotId: 'plain',
    decision: 'plain',
    evidence: 'json',
    reason: 'plain',
    createdAt: 'plain',
  });
  return {
    insert(promotion) {
      const row = { ...promotion, id: newId('prm'), createdAt: newTime() };
      promotions.insert(row);
      return row;
    },
    list: (botId) => promotions.matching(botId === undefined ? {} : { botId }, 'ORDER BY id DESC'),
    last: (botId) => promotions.one('WHERE bot_id = ? ORDER BY id DESC', botId),
  };
}
