import { AppError, invariant } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId, newTime } from './ids.ts';
import type { StoredRectangle } from './manuals.ts';
import { everyWordOf } from './passages.ts';
import { ratedAnswerStore } from './rated-answers.ts';
import { defineTable, type New } from './table.ts';

export interface ConversationRow {
  readonly id: string;
  readonly botId: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Where an answer speaks from. */
export interface StoredCitation {
  readonly manualId?: string;
  readonly passageId?: number;
  readonly page: number;
  readonly lastPage?: number;
  readonly text: string;
  readonly rectangles?: readonly StoredRectangle[];
}

export interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  /** The message it answers or follows; null for the first. Two messages with one parent are two branches. */
  readonly parentId: string | null;
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  readonly citations: readonly StoredCitation[];
  /** A person's thumb: up 1, down −1. */
  readonly rating: -1 | 1 | null;
  /** Tokens, seconds, system, seed … of an answer. */
  readonly details: unknown;
  readonly createdAt: string;
}

export type NewMessage = New<MessageRow, 'id' | 'parentId' | 'citations' | 'rating' | 'details' | 'createdAt'>;

export interface ConversationStore {
  create(conversation: { readonly botId: string; readonly title?: string }): ConversationRow;
  get(id: string): ConversationRow | undefined;
  /** @throws AppError `store/not-found` */
  require(id: string): ConversationRow;
  /** The one touched last first. */
  list(botId?: string): ConversationRow[];
  /**
   * The conversations whose title, or one of whose messages, holds every word a person wrote, the last word as a
   * beginning; all of them when nothing was written. The one touched last first, from `offset`, at most `limit`.
   */
  find(wanted: {
    readonly botId?: string | undefined;
    readonly words?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  }): { readonly total: number; readonly items: readonly ConversationRow[] };
  rename(id: string, title: string): void;
  remove(id: string): void;
  addMessage(message: NewMessage): MessageRow;
  /** Removes a message with everything that follows it. */
  removeMessage(id: string): void;
  /** @throws AppError `store/not-found` */
  requireMessage(id: string): MessageRow;
  /** The message written last; undefined in a conversation that has none. */
  lastMessage(conversationId: string): MessageRow | undefined;
  /** All branches, in the order they were written. */
  messages(conversationId: string): MessageRow[];
  /** One branch: from the first message to this one. */
  branch(messageId: string): MessageRow[];
  updateMessage(id: string, patch: Partial<Pick<MessageRow, 'content' | 'citations' | 'details'>>): void;
  /** Rates an answer, or takes its rating back, and keeps that with the rated answers. */
  rate(messageId: string, rating: -1 | 1 | null): void;
}

export function conversationStore(db: SqlDatabase): ConversationStore {
  const conversations = defineTable<ConversationRow>(db, 'conversations', {
    id: 'plain',
    botId: 'plain',
    title: 'plain',
    createdAt: 'plain',
    updatedAt: 'plain',
  });
  const messages = defineTable<MessageRow>(db, 'messages', {
    id: 'plain',
    conversationId: 'plain',
    parentId: 'plain',
    role: 'plain',
    content: 'plain',
    citations: 'json',
    rating: 'plain',
    details: 'json',
    createdAt: 'plain',
  });
  const rated = ratedAnswerStore(db);
  const get = (id: string) => conversations.one('WHERE id = ?', id);
  const requireMessage = (id: string) => {
    const message = messages.one('WHERE id = ?', id);
    if (message === undefined) throw new AppError('store/not-found', `Looked for message ${id}: there is none.`);
    return message;
  };

  return {
    create({ botId, title = '' }) {
      const now = newTime();
      const row: ConversationRow = { id: newId('cnv'), botId, title, createdAt: now, updatedAt: now };
      conversations.insert(row);
      return row;
    },
    get,
    require(id) {
      const conversation = get(id);
      if (conversation === undefined) {
        throw new AppError('store/not-found', `Looked for conversation ${id}: there is none.`);
      }
      return conversation;
    },
    list: (botId) => conversations.matching(botId === undefined ? {} : { botId }, 'ORDER BY updated_at DESC, id DESC'),
    find({ botId, words = '', offset, limit }) {
      const asked = words.trim() !== '';
      const match = everyWordOf(words);
      // Signs alone are in no text.
      if (asked && match === undefined) return { total: 0, items: [] };
      const tests = [
        ...(botId === undefined ? [] : ['t.bot_id = ?']),
        ...(match === undefined
          ? []
          : [
              `t.id IN (SELECT x.conversation_id FROM conversation_search AS s
               JOIN conversation_texts AS x ON x.id = s.rowid WHERE conversation_search MATCH ?)`,
            ]),
      ];
      const values = [botId, match].filter((value) => value !== undefined);
      const where = `WHERE ${tests.join(' AND ') || 'TRUE'}`;
      const count = db.statement(`SELECT count(*) AS total FROM conversations AS t ${where}`).get(...values);
      const tail = `${where} ORDER BY t.updated_at DESC, t.id DESC LIMIT ? OFFSET ?`;
      return { total: Number(count?.total), items: conversations.all(tail, ...values, limit, offset) };
    },
    rename: (id, title) => void conversations.update({ title }, 'id = ?', id),
    remove: (id) => void conversations.delete('id = ?', id),
    addMessage: (message) =>
      db.transaction(() => {
        const createdAt = newTime();
        const row: MessageRow = {
          id: newId('msg'),
          parentId: null,
          citations: [],
          rating: null,
          details: null,
          createdAt,
          ...message,
        };
        const parent = row.parentId === null ? undefined : messages.one('WHERE id = ?', row.parentId);
        invariant(
          row.parentId === null || parent?.conversationId === row.conversationId,
          `message ${row.parentId} is not of conversation ${row.conversationId}`,
        );
        messages.insert(row);
        conversations.update({ updatedAt: createdAt }, 'id = ?', row.conversationId);
        return row;
      }),
    removeMessage: (id) => void messages.delete('id = ?', id),
    requireMessage,
    lastMessage: (conversationId) => messages.one('WHERE conversation_id = ? ORDER BY id DESC LIMIT 1', conversationId),
    messages: (conversationId) => messages.all('WHERE conversation_id = ? ORDER BY id', conversationId),
    branch: (messageId) =>
      messages.all(
        `WHERE id IN (
           WITH RECURSIVE branch (id, parent_id) AS (
             SELECT id, parent_id FROM messages WHERE id = ?
             UNION ALL SELECT m.id, m.parent_id FROM messages AS m JOIN branch AS b ON m.id = b.parent_id
           ) SELECT id FROM branch
         ) ORDER BY id`,
        messageId,
      ),
    updateMessage: (id, patch) => void messages.update(patch, 'id = ?', id),
    rate: (messageId, rating) =>
      db.transaction(() => {
        messages.update({ rating }, 'id = ?', messageId);
        if (rating === null) rated.remove(messageId);
        else rated.keep(messageId);
      }),
  };
}
