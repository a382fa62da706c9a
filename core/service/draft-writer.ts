import type { DraftPrompt } from '../bench/index.ts';
import { messageOf } from '../bench/index.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store/index.ts';
import { botEngine } from './bot-engine.ts';
import type { DeviceName } from './contract.ts';
import { chatCompletion } from './endpoint.ts';
import { withKey } from './endpoint-keys.ts';
import type { EngineWorker } from './engine-worker.ts';
import { findBot } from './find.ts';
import type { Host } from './host.ts';
import { presentModel } from './models.ts';
import type { AdapterSpec } from './tasks/schemas.ts';

/** Who writes: a bot, a base model of this machine, or a model behind an address. */
export type WriterInput =
  | { readonly kind: 'bot'; readonly bot: string }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'endpoint'; readonly url: string; readonly model: string };

/** Writes what a prompt asks for. */
export interface DraftWriter {
  readonly name: string;
  write(prompt: DraftPrompt, options: { readonly seed: number; readonly temperature: number }): Promise<string>;
}

/** What a person named: a bot's name comes before a base model's. */
export function writerInput(store: Store, named: string): WriterInput {
  try {
    return { kind: 'bot', bot: findBot(store, named).id };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'service/not-found') throw error;
    return { kind: 'model', model: named };
  }
}

export async function draftWriter(
  host: Host,
  input: WriterInput,
  how: { readonly worker: EngineWorker; readonly device: DeviceName; readonly signal: AbortSignal },
): Promise<DraftWriter> {
  switch (input.kind) {
    case 'endpoint':
      return endpointWriter(host, input, how.signal);
    case 'model': {
      const { folder, id } = await presentModel(input.model, { host, signal: how.signal });
      return localWriter({ ...how, name: id, model: folder, adapter: { folders: [] }, format: 'chat' });
    }
    case 'bot': {
      const engine = botEngine(host.store, host.store.bots.require(input.bot));
      const { folder } = await presentModel(engine.bot.baseModel, { host, signal: how.signal });
      // Skills are trained in the Alpaca format; a bot without one is its base model.
      const format = engine.adapter.folders.length === 0 ? 'chat' : 'alpaca';
      return localWriter({ ...how, name: engine.bot.name, model: folder, adapter: engine.adapter, format });
    }
  }
}

function endpointWriter(
  host: Host,
  { url, model }: { readonly url: string; readonly model: string },
  signal: AbortSignal,
): DraftWriter {
  return {
    name: `${model} at ${new URL(url).host}`,
    write: (prompt, { seed, temperature }) =>
      chatCompletion(
        {
          ...withKey(host, { url, model }, 'STOCKPOT_ENDPOINT_KEY'),
          messages: [{ role: 'user', content: messageOf(prompt) }],
          temperature,
          maxTokens: MAX_NEW_TOKENS,
          seed,
          signal,
          purpose: `make questions with ${model}`,
        },
        host.catalog({ signal }),
      ),
  };
}

function localWriter({
  name,
  model,
  adapter,
  format,
  worker,
  device,
  signal,
}: {
  readonly name: string;
  readonly model: string;
  readonly adapter: AdapterSpec;
  readonly format: 'chat' | 'alpaca';
  readonly worker: EngineWorker;
  readonly device: DeviceName;
  readonly signal: AbortSignal;
}): DraftWriter {
  return {
    name,
    async write(prompt, { seed, temperature }) {
      const asked =
        format === 'chat'
          ? { question: messageOf(prompt), passages: [] }
          : { question: prompt.instruction, passages: [prompt.context] };
      const generation = { maxNewTokens: MAX_NEW_TOKENS, temperature, topP: 0.95, topK: 0, repetitionPenalty: 1 };
      const { text } = await worker.request(
        'generate',
        { model, adapter, ...asked, format, history: [], generation: { ...generation, historyTurns: 0 }, seed, device },
        { signal },
      );
      signal.throwIfAborted();
      return text;
    },
  };
}

/** A question or a sentence of answer is much shorter. */
const MAX_NEW_TOKENS = 100;
