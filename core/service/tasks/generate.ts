import { fitPrompt, writeAnswer } from '../../chat/index.ts';
import { createDecoder, type Decoder, openModel } from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { CONTEXT_TOKENS } from '../bot-settings.ts';
import { adapterOf, keepOne } from './adapters.ts';
import type { WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

export const generateTask: Handlers['generate'] = async (input, { signal, progress }) => {
  const { model: folder, adapter, device, generation, seed } = input;
  const model = openModel(folder);
  const contextLength = Math.min(model.config.maxPositions, input.contextTokens ?? CONTEXT_TOKENS);
  const tokenizer = loadTokenizer(folder);
  const room = contextLength - generation.maxNewTokens;
  const {
    ids: prompt,
    passages: read,
    turns,
  } = fitPrompt(tokenizer, input.question, {
    passages: input.passages,
    history: input.history,
    maxTokens: room,
    ...(input.systemPrompt === undefined ? {} : { systemPrompt: input.systemPrompt }),
  });
  if (prompt.length > room) {
    throw new AppError(
      'engine/too-long',
      `The question has ${prompt.length} tokens; with an answer of up to ${generation.maxNewTokens}, ${room} fit.`,
      { hint: 'Ask a shorter question.' },
    );
  }
  const decoder = await decoders.get({ folder, adapter, device, contextLength }, () =>
    createDecoder(model, { adapter: adapterOf(adapter), device, contextLength }),
  );
  signal.throwIfAborted();
  const started = performance.now();
  const { text, tokens, finish } = await writeAnswer(decoder, tokenizer, prompt, {
    generation,
    seed,
    signal,
    onText: (piece) => progress({ text: piece }),
  });
  signal.throwIfAborted();
  return { text, tokens, finish, seconds: (performance.now() - started) / 1000, read, turns };
};

const decoders = keepOne<Decoder>();
