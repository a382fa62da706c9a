import { z } from 'zod';
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

/** How questions are drawn, and how long they and their answers may be, in tokens. */
export const samplingSchema = z.object({
  /** Another question where a passage is taken again. */
  temperature: z.number().default(0.7),
  /** Unless given, {@link TOP_P} on this machine, and an endpoint's own. */
  topP: z.number().exactOptional(),
  /** A question or a sentence of answer is much shorter. */
  maxNewTokens: z.int().default(100),
});
export type DraftSampling = z.infer<typeof samplingSchema>;

const TOP_P = 0.95;

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

interface WritesHow {
  readonly worker: EngineWorker;
  readonly device: DeviceName;
  readonly sampling: DraftSampling;
  readonly signal: AbortSignal;
}

export async function draftWriter(host: Host, input: WriterInput, how: WritesHow): Promise<DraftWriter> {
  switch (input.kind) {
    case 'endpoint':
      return endpointWriter(host, input, how);
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
  { sampling: { topP, maxNewTokens }, signal }: WritesHow,
): DraftWriter {
  return {
    name: `${model} at ${new URL(url).host}`,
    write: (prompt, { seed, temperature }) =>
      chatCompletion(
        {
          ...withKey(host, { url, model }, 'STOCKPOT_ENDPOINT_KEY'),
          messages: [{ role: 'user', content: messageOf(prompt) }],
          temperature,
          ...(topP === undefined ? {} : { topP }),
          maxTokens: maxNewTokens,
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
  sampling: { topP = TOP_P, maxNewTokens },
  signal,
}: WritesHow & {
  readonly name: string;
  readonly model: string;
  readonly adapter: AdapterSpec;
  readonly format: 'chat' | 'alpaca';
}): DraftWriter {
  return {
    name,
    async write(prompt, { seed, temperature }) {
      const asked =
        format === 'chat'
          ? { question: messageOf(prompt), passages: [] }
          : { question: prompt.instruction, passages: [prompt.context] };
      const generation = { maxNewTokens, temperature, topP, topK: 0, repetitionPenalty: 1 };
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
