import type { Turn } from '../chat/index.ts';
import { AppError } from '../errors.ts';
import type { ConversationRow, MessageRow, Store } from '../store/index.ts';
import { type Answered, answer } from './answering.ts';
import { type BotEngine, botEngine } from './bot-engine.ts';
import type { ChatInput, ChatResult, RegenerateInput } from './contract.ts';
import { findBot } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';

export const chatMethods: Methods<'chat.send' | 'chat.regenerate'> = {
  'chat.send': send,
  'chat.regenerate': regenerate,
};

/**
 * Asks in a conversation. The question is kept before it is answered: whatever happens then, it is there to be asked again.
 * @throws AppError `jobs/worker-died` when the worker ended; the next question starts another one.
 */
async function send(input: ChatInput, context: CallContext): Promise<ChatResult> {
  const { store } = context.host;
  const engine = botEngine(store, findBot(store, input.bot));
  const begun = input.conversation === undefined ? undefined : conversationOf(store, input.conversation, engine.bot.id);
  const parent = begun === undefined ? null : parentOf(store, begun.id, input.parent);
  if (begun === undefined && typeof input.parent === 'string') {
    throw new AppError('service/bad-request', 'A message to follow is in a conversation; none was named.');
  }
  await presentModel(engine.bot.baseModel, context);
  const before = parent === null ? [] : store.conversations.branch(parent);
  const question = store.transaction(() => {
    const { id } = begun ?? store.conversations.create({ botId: engine.bot.id, title: titleOf(input.question) });
    return store.conversations.addMessage({
      conversationId: id,
      role: 'user',
      content: input.question,
      parentId: parent,
    });
  });
  context.emit({ kind: 'asked', conversation: question.conversationId, message: question.id });
  try {
    return keep(store, question, await answer(engine, { ...input, history: turnsOf(before) }, context));
  } catch (error) {
    // What can't be answered as it was asked is no part of a conversation.
    if (error instanceof AppError && refusals.has(error.code)) withdraw(store, question, begun);
    throw error;
  }
}

const refusals: ReadonlySet<string> = new Set(['engine/too-long', 'soup/incompatible', 'service/not-found']);

function withdraw(store: Store, question: MessageRow, begun: ConversationRow | undefined): void {
  if (begun === undefined) store.conversations.remove(question.conversationId);
  else store.conversations.removeMessage(question.id);
}

async function regenerate(input: RegenerateInput, context: CallContext): Promise<ChatResult> {
  const { store } = context.host;
  const question = questionOf(store, input.message);
  const { botId } = store.conversations.require(question.conversationId);
  const engine: BotEngine = botEngine(store, store.bots.require(botId));
  const siblings = store.conversations
    .messages(question.conversationId)
    .filter(({ parentId }) => parentId === question.id).length;
  const branch = store.conversations.branch(question.id).slice(0, -1);
  const { withManual, device } = input;
  const answered = await answer(
    engine,
    {
      question: question.content,
      history: turnsOf(branch),
      seed: input.seed ?? siblings,
      ...(siblings === 0 ? {} : { leastTemperature: ANOTHER_TEMPERATURE }),
      ...(withManual === undefined ? {} : { withManual }),
      ...(device === undefined ? {} : { device }),
    },
    context,
  );
  return keep(store, question, answered);
}

/** Enough for another wording, not for another matter. */
const ANOTHER_TEMPERATURE = 0.7;

/** The question that a message answers, or is. */
function questionOf(store: Store, id: string): MessageRow {
  const message = store.conversations.requireMessage(id);
  if (message.role === 'user') return message;
  if (message.parentId === null) throw new AppError('service/bad-request', `Message ${id} answers no question.`);
  return store.conversations.requireMessage(message.parentId);
}

function keep(store: Store, question: MessageRow, { result, passages }: Answered): ChatResult {
  const { conversationId } = question;
  const { answer: content, tokens, seconds, firstTokenSeconds, system, support, read, finish } = result;
  const { id } = store.conversations.addMessage({
    conversationId,
    role: 'assistant',
    content,
    parentId: question.id,
    citations: passages.map(({ id: passageId, manualId, page, lastPage, text, rectangles }) => ({
      passageId,
      manualId,
      page,
      lastPage,
      text,
      rectangles,
    })),
    details: { tokens, seconds, firstTokenSeconds, system, support, read, finish },
  });
  return { ...result, conversation: conversationId, asked: question.id, answered: id };
}

/** The message to follow: the one named, or else the newest, unless that is a question that got no answer. */
function parentOf(store: Store, conversationId: string, asked: string | null | undefined): string | null {
  if (asked === null) return null;
  if (asked !== undefined) {
    const message = store.conversations.requireMessage(asked);
    if (message.conversationId === conversationId) return message.id;
    throw new AppError('service/bad-request', `Message ${asked} is in another conversation.`);
  }
  const last = store.conversations.lastMessage(conversationId);
  return last === undefined ? null : last.role === 'user' ? last.parentId : last.id;
}

function conversationOf(store: Store, id: string, botId: string): ConversationRow {
  const conversation = store.conversations.require(id);
  if (conversation.botId === botId) return conversation;
  throw new AppError('service/bad-request', `Conversation ${id} is with another bot.`);
}

function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ');
  return line.length <= TITLE_CHARACTERS ? line : `${line.slice(0, TITLE_CHARACTERS - 1).trimEnd()}…`;
}

const TITLE_CHARACTERS = 80;

function turnsOf(messages: readonly MessageRow[]): Turn[] {
  return messages.flatMap(({ role, content }, i) => {
    const question = messages[i - 1];
    if (role !== 'assistant' || question?.role !== 'user' || content === '') return [];
    return [{ question: question.content, answer: content }];
  });
}
