import type { ConversationRow, MessageRow, Store, StoredCitation } from '../store/index.ts';
import type {
  Citation,
  ConversationDetail,
  ConversationListInput,
  ConversationSummary,
  Json,
  Message,
  Slice,
} from './contract.ts';
import { conversationFile } from './conversation-file.ts';
import { findBot } from './find.ts';
import type { CallContext, Methods } from './methods.ts';

export const conversationMethods: Methods<
  | 'conversation.list'
  | 'conversation.show'
  | 'conversation.rename'
  | 'conversation.remove'
  | 'conversation.export'
  | 'message.rate'
> = {
  'conversation.list': list,
  'conversation.show': ({ conversation }, { host: { store } }) =>
    conversationDetail(store, store.conversations.require(conversation)),
  'conversation.rename': ({ conversation, title }, { host: { store } }) => {
    const { id } = store.conversations.require(conversation);
    store.conversations.rename(id, title);
    return conversationSummary(store, store.conversations.require(id));
  },
  'conversation.remove': ({ conversation }, { host: { store } }) => {
    const { id } = store.conversations.require(conversation);
    store.conversations.remove(id);
    return { removed: id };
  },
  'conversation.export': ({ conversation, format }, { host: { store } }) => {
    const detail = conversationDetail(store, store.conversations.require(conversation));
    return conversationFile(detail, format, (manual) => store.manuals.get(manual)?.title);
  },
  'message.rate': ({ message, rating }, { host: { store } }) => {
    const { id } = store.conversations.requireMessage(message);
    store.conversations.rate(id, rating === 0 ? null : rating);
    return messageOf(store.conversations.requireMessage(id));
  },
};

function list(
  { bot, query, offset = 0, limit = 100 }: ConversationListInput,
  { host: { store } }: CallContext,
): Slice<ConversationSummary> {
  const botId = bot === undefined ? undefined : findBot(store, bot).id;
  const { total, items } = store.conversations.find({ botId, words: query, offset, limit });
  return { total, items: items.map((row) => conversationSummary(store, row)) };
}

function conversationSummary(store: Store, { id, botId: bot, title, updatedAt }: ConversationRow): ConversationSummary {
  return { id, bot, botName: store.bots.require(bot).name, title, updatedAt };
}

function conversationDetail(store: Store, row: ConversationRow): ConversationDetail {
  return { ...conversationSummary(store, row), messages: store.conversations.messages(row.id).map(messageOf) };
}

function messageOf({
  id,
  parentId: parent,
  role,
  content,
  citations,
  rating,
  details,
  createdAt,
}: MessageRow): Message {
  return {
    id,
    parent,
    role: role === 'assistant' ? 'assistant' : 'user',
    content,
    citations: citations.map(citationOf),
    rating: rating ?? 0,
    details: (details ?? null) as { readonly [key: string]: Json } | null,
    createdAt,
  };
}

/** Older versions kept less of it. */
function citationOf({ manualId: manual = '', page, lastPage = page, text, rectangles = [] }: StoredCitation): Citation {
  return { manual, page, lastPage, text, rectangles };
}
