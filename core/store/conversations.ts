import { AppError, invariant } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { newId } from './ids.ts';
import type { StoredRectangle } from './manuals.ts';
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
  rename(id: string, title: string): void;
  remove(id: string): void;
  addMessage(message: NewMessage): MessageRow;
  /** All branches, in the order they were written. */
  messages(conversationId: string): MessageRow[];
  /** One branch: from the first message to this one. */
  branch(messageId: string): MessageRow[];
  updateMessage(id: string, patch: Partial<Pick<MessageRow, 'content' | 'citations' | 'details'>>): void;
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
  const get = (id: string) => conversations.one('WHERE id = ?', id);

  return {
    create({ botId, title = '' }) {
      const now = new Date().toISOString();
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
    rename: (id, title) => void conversations.update({ title }, 'id = ?', id),
    remove: (id) => void conversations.delete('id = ?', id),
    addMessage: (message) =>
      db.transaction(() => {
        const createdAt = new Date().toISOString();
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
    rate: (messageId, rating) => void messages.update({ rating }, 'id = ?', messageId),
  };
}
