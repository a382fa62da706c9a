import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newTime } from './ids.ts';
import { defineTable } from './table.ts';

/** An answer of a chat as a person rated it. It outlives its message, its conversation and its bot. */
export interface RatedAnswerRow {
  readonly messageId: string;
  readonly botId: string;
  /** As it is called, or was when it was removed. */
  readonly botName: string;
  /** Empty when the answer followed none. */
  readonly question: string;
  readonly answer: string;
  /** A person's thumb: up 1, down −1. */
  readonly rating: -1 | 1;
  /** Tokens, seconds, system, seed … of the answer. */
  readonly details: unknown;
  readonly ratedAt: string;
}

export interface BotRatingCount {
  readonly botId: string;
  readonly botName: string;
  readonly good: number;
  readonly bad: number;
}

export interface RatedAnswerStore {
  /** Keeps an answer with the rating its message has now, in the place of the one before. */
  keep(messageId: string): void;
  remove(messageId: string): void;
  /** @throws AppError `store/not-found` */
  require(messageId: string): RatedAnswerRow;
  /** The one rated last first, from `offset`, at most `limit`. */
  find(wanted: { readonly botId?: string | undefined; readonly offset: number; readonly limit: number }): {
    readonly total: number;
    readonly items: readonly RatedAnswerRow[];
  };
  /** The bot rated last first; also those that are gone. */
  counts(): BotRatingCount[];
}

export function ratedAnswerStore(db: SqlDatabase): RatedAnswerStore {
  const rated = defineTable<RatedAnswerRow>(db, 'rated_answers', {
    messageId: 'plain',
    botId: 'plain',
    botName: 'plain',
    question: 'plain',
    answer: 'plain',
    rating: 'plain',
    details: 'json',
    ratedAt: 'plain',
  });
  return {
    keep: (messageId) =>
      void db
        .statement(
          `INSERT OR REPLACE INTO rated_answers
             (message_id, bot_id, bot_name, question, answer, rating, details, rated_at)
           SELECT m.id, c.bot_id, b.name, coalesce(q.content, ''), m.content, m.rating, m.details, ?
           FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id JOIN bots AS b ON b.id = c.bot_id
           LEFT JOIN messages AS q ON q.id = m.parent_id
           WHERE m.id = ?`,
        )
        .run(newTime(), messageId),
    remove: (messageId) => void rated.delete('message_id = ?', messageId),
    require(messageId) {
      const found = rated.one('WHERE message_id = ?', messageId);
      if (found === undefined)
        throw new AppError('store/not-found', `Looked for a rating of ${messageId}: there is none.`);
      return found;
    },
    find({ botId, offset, limit }) {
      const [where, values] = botId === undefined ? ['', []] : ['WHERE t.bot_id = ?', [botId]];
      const count = db.statement(`SELECT count(*) AS total FROM rated_answers AS t ${where}`).get(...values);
      const items = rated.all(
        `${where} ORDER BY t.rated_at DESC, t.message_id DESC LIMIT ? OFFSET ?`,
        ...values,
        limit,
        offset,
      );
      return { total: Number(count?.total), items };
    },
    counts: () =>
      db
        .statement(
          `SELECT bot_id, bot_name, sum(rating = 1) AS good, sum(rating = -1) AS bad FROM rated_answers
           GROUP BY bot_id ORDER BY max(rated_at) DESC, bot_id`,
        )
        .all()
        .map((row) => ({
          botId: String(row.bot_id),
          botName: String(row.bot_name),
          good: Number(row.good),
          bad: Number(row.bad),
        })),
  };
}
