import type { Turn } from '../chat/index.ts';
import { AppError } from '../errors.ts';
import type { TaskResult } from '../jobs/index.ts';
import type { ConversationRow, FoundPassage, Store } from '../store/index.ts';
import { type BotEngine, botEngine } from './bot-engine.ts';
import type { KeptBotSettings } from './bot-settings.ts';
import type { AskInput, AskResult, BotSummary, ChatInput, ChatResult } from './contract.ts';
import { findBot } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';
import type { WorkerTasks } from './tasks/schemas.ts';

export const botMethods: Methods<'bot.list' | 'bot.ask' | 'chat.send'> = {
  'bot.list': (_input, { host }) => host.store.bots.list().map(({ id }) => botSummary(host.store, id)),
  'bot.ask': async (input, context) => (await answer(input, [], context)).result,
  'chat.send': chat,
};

/** Answers, and keeps question and answer in a conversation. */
async function chat({ conversation: id, ...input }: ChatInput, context: CallContext): Promise<ChatResult> {
  const { store } = context.host;
  const bot = findBot(store, input.bot);
  const conversation = id === undefined ? undefined : conversationOf(store, id, bot.id);
  const before = conversation === undefined ? [] : store.conversations.messages(conversation.id);
  const { result, passages } = await answer(input, turnsOf(before), context);
  const kept = store.transaction(() => {
    const { id: conversationId } =
      conversation ?? store.conversations.create({ botId: bot.id, title: input.question.slice(0, 80) });
    const parent = before.at(-1)?.id ?? null;
    const asked = store.conversations.addMessage({
      conversationId,
      role: 'user',
      content: input.question,
      parentId: parent,
    });
    store.conversations.addMessage({
      conversationId,
      role: 'assistant',
      content: result.answer,
      parentId: asked.id,
      citations: passages.map(({ id: passageId, manualId, page, lastPage, text, rectangles }) => ({
        passageId,
        manualId,
        page,
        lastPage,
        text,
        rectangles,
      })),
      details: { tokens: result.tokens, seconds: result.seconds, system: result.system, support: result.support },
    });
    return conversationId;
  });
  return { ...result, conversation: kept };
}

async function answer(input: AskInput, history: readonly Turn[], context: CallContext) {
  const { host, signal, emit } = context;
  const engine = botEngine(host.store, findBot(host.store, input.bot));
  const model = await presentModel(engine.bot.baseModel, context);
  const passages = engine.search(input.question);
  const { search, systemPrompt, withManual, contextTokens } = engine.settings;
  const given = (input.withManual ?? withManual) ? passages.slice(0, search.read) : [];
  const generation = drawing(engine, given.length > 0);
  const { historyTurns } = generation;
  const written = await host.chatWorker.request(
    'generate',
    {
      model: model.folder,
      adapter: engine.adapter,
      question: input.question,
      passages: given.map(({ text }) => text),
      history: history.slice(history.length - Math.min(historyTurns, history.length)),
      generation,
      systemPrompt,
      contextTokens,
      seed: input.seed ?? 0,
      device: input.device ?? 'auto',
    },
    {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ text }) => emit({ kind: 'token', text }),
    },
  );
  return { passages, result: resultOf(engine, passages, written) };
}

/** A penalty on words of the prompt keeps a model from repeating itself, and from quoting what it reads: there it is left out. */
function drawing({ settings: { generation } }: BotEngine, reads: boolean): KeptBotSettings['generation'] {
  return reads ? { ...generation, repetitionPenalty: 1 } : generation;
}

function resultOf(
  { bot, system }: BotEngine,
  passages: readonly FoundPassage[],
  { text, tokens, seconds, finish, read }: TaskResult<WorkerTasks, 'generate'>,
): AskResult {
  return {
    answer: text,
    citations: passages.map((passage) => ({ page: passage.page, text: passage.text })),
    read,
    tokens,
    seconds,
    bot: bot.name,
    system,
    support: passages.length === 0 ? 'unsupported' : read > 0 ? 'context' : 'related',
    finish,
  };
}

function conversationOf(store: Store, id: string, botId: string): ConversationRow {
  const conversation = store.conversations.require(id);
  if (conversation.botId === botId) return conversation;
  throw new AppError('service/bad-request', `Conversation ${id} is with another bot.`);
}

function turnsOf(messages: readonly { readonly role: string; readonly content: string }[]): Turn[] {
  return messages.flatMap(({ role, content }, i) => {
    const question = messages[i - 1];
    return role === 'assistant' && question?.role === 'user' ? [{ question: question.content, answer: content }] : [];
  });
}

function botSummary(store: Store, id: string): BotSummary {
  const bot = store.bots.require(id);
  const manual = store.bots.manualIds(id)[0];
  const { name, baseModel: model, createdAt } = bot;
  const manualTitle = manual === undefined ? '' : store.manuals.require(manual).title;
  return { id, name, model, manual: manual ?? '', manualTitle, createdAt };
}
