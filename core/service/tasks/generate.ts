import { fitPrompt, promptIds, writeAnswer } from '../../chat/index.ts';
import { createDecoder, type Decoder, freeMemoryBytes, openModel } from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer, type Tokenizer } from '../../text/index.ts';
import { CONTEXT_TOKENS } from '../bot-settings.ts';
import { adapterOf, keepFew } from './adapters.ts';
import { createLane } from './lane.ts';
import type { AdapterSpec, WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

export const generateTask: Handlers['generate'] = async (input, { signal, progress }) => {
  const { model: folder, generation, seed, systemPrompt, format, mayRepeat = false } = input;
  const nothing = { text: '', tokens: 0, finish: 'cancelled' as const, seconds: 0, read: 0, turns: 0 };
  return lane.next(signal, nothing, async () => {
    const tokenizer = tokenizerOf(folder);
    const contextLength = contextOf(input);
    const room = contextLength - generation.maxNewTokens;
    const {
      ids: prompt,
      passages: read,
      turns,
    } = fitPrompt(tokenizer, input.question, {
      passages: input.passages,
      history: input.history,
      maxTokens: room,
      ...(systemPrompt === undefined ? {} : { systemPrompt }),
      ...(format === undefined ? {} : { format }),
    });
    if (prompt.length > room) {
      throw new AppError(
        'engine/too-long',
        `The question has ${prompt.length} tokens; with an answer of up to ${generation.maxNewTokens}, ${room} fit.`,
        { hint: 'Ask a shorter question.' },
      );
    }
    const decoder = await decoderFor(input);
    if (signal.aborted) return nothing;
    const started = performance.now();
    const { text, tokens, finish } = await writeAnswer(decoder, tokenizer, prompt, {
      generation,
      seed,
      signal,
      mayRepeat,
      // A chat model may write headings of its own.
      ...(format === 'chat' && tokenizer.hasChatTemplate ? { stops: [] } : {}),
      onText: (piece) => progress({ text: piece }),
    });
    return { text, tokens, finish, seconds: (performance.now() - started) / 1000, read, turns };
  });
};

/** Besides the decoder, the beginning that all prompts share is taken in: it is not computed again. */
export const warmTask: Handlers['warm'] = (input, { signal }) =>
  lane.next(signal, {}, async () => {
    const tokenizer = tokenizerOf(input.model);
    const decoder = await decoderFor(input);
    if (signal.aborted) return {};
    const prompt = promptIds(tokenizer, 'What?', {
      passages: input.reads ? ['This.'] : [],
      systemPrompt: input.systemPrompt,
      maxTokens: decoder.contextLength - 1,
    });
    if (prompt.length < decoder.contextLength) await decoder.nextLogits([prompt]);
    return {};
  });

/** A decoder holds one sequence: one answer after another. */
const lane = createLane();

interface Wanted {
  readonly model: string;
  readonly adapter: AdapterSpec;
  readonly device: 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml';
  readonly contextTokens?: number;
}

function decoderFor(wanted: Wanted): Promise<Decoder> {
  const { model: folder, adapter, device } = wanted;
  const contextLength = contextOf(wanted);
  return decoders.get({ folder, adapter, device, contextLength }, () =>
    createDecoder(openModel(folder), { adapter: adapterOf(adapter), device, contextLength }),
  );
}

function contextOf({ model, contextTokens = CONTEXT_TOKENS }: Pick<Wanted, 'model' | 'contextTokens'>): number {
  return Math.min(openModel(model).config.maxPositions, contextTokens);
}

/** Two where there is room for them: a person who compares two systems asks them in turn. */
const decoders = keepFew<Decoder>(() => (freeMemoryBytes() > ROOM_BYTES ? 2 : 1));
const ROOM_BYTES = 4 * 2 ** 30;

let tokenizer: { readonly folder: string; readonly value: Tokenizer } | undefined;

/** Reading a vocabulary takes half a second. */
function tokenizerOf(folder: string): Tokenizer {
  if (tokenizer?.folder !== folder) tokenizer = { folder, value: loadTokenizer(folder) };
  return tokenizer.value;
}
