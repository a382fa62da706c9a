import { answer } from './answering.ts';
import { botEngine } from './bot-engine.ts';
import { botSummaries } from './bot-summary.ts';
import type { AskInput, AskResult, Input, Output } from './contract.ts';
import { findAnswering } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';

export const botMethods: Methods<'bot.list' | 'bot.ask' | 'bot.warm'> = {
  'bot.list': (_input, { host }) => botSummaries(host.store),
  'bot.ask': ask,
  'bot.warm': warm,
};

/** Answers one question; nothing is kept, so one that is stopped gives nothing. */
async function ask(input: AskInput, context: CallContext): Promise<AskResult> {
  const { store } = context.host;
  const engine = botEngine(store, findAnswering(store, input.bot));
  const { result } = await answer(engine, { ...input, history: [] }, context);
  context.signal?.throwIfAborted();
  return result;
}

async function warm({ bot, device }: Input<'bot.warm'>, context: CallContext): Promise<Output<'bot.warm'>> {
  const { host, signal } = context;
  const started = performance.now();
  const { adapter, settings, bot: row } = botEngine(host.store, findAnswering(host.store, bot));
  const model = await presentModel(row.baseModel, context);
  await host.chatWorker.request(
    'warm',
    {
      model: model.folder,
      adapter,
      device: device ?? 'auto',
      systemPrompt: settings.systemPrompt,
      contextTokens: settings.contextTokens,
      reads: settings.withManual,
    },
    signal === undefined ? {} : { signal },
  );
  signal?.throwIfAborted();
  return { seconds: (performance.now() - started) / 1000 };
}
