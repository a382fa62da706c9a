import { createEmbedder, type Embedder, openEncoder } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer, type Tokenizer } from '../../text/index.ts';
import { keepOne } from './adapters.ts';
import { createLane } from './lane.ts';
import type { WorkerTasks } from './schemas.ts';
import { vectorText } from './vectors.ts';

type Handlers = TaskHandlers<WorkerTasks>;

export const embedTask: Handlers['embed'] = ({ model, texts, device }, { signal, progress }) =>
  lane.next(signal, { vectors: [], cut: 0 }, async () => {
    const { embedder, tokenizer } = await embedders.get({ model, device }, async () => {
      const made = await createEmbedder(openEncoder(model), { device });
      return { embedder: made, tokenizer: loadTokenizer(model), dispose: () => made.dispose() };
    });
    const { maxTokens } = embedder;
    const vectors: string[] = [];
    let cut = 0;
    for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
      const read = texts.slice(at, at + TEXTS_AT_ONCE).map((text) => {
        const whole = tokenizer.encode(text, { addSpecial: true });
        if (whole.length <= maxTokens) return whole;
        cut += 1;
        return tokenizer.encode(text, { addSpecial: true, maxTokens });
      });
      vectors.push(...(await embedder.embed(read, { signal })).map(vectorText));
      progress({ done: vectors.length, total: texts.length });
    }
    return { vectors, cut };
  });

/** Enough that those of about one length run together. */
const TEXTS_AT_ONCE = 32;

/** An embedder is used by one call at a time. */
const lane = createLane();

interface Ready {
  readonly embedder: Embedder;
  readonly tokenizer: Tokenizer;
  dispose(): Promise<void>;
}

const embedders = keepOne<Ready>();
