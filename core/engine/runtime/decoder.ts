import { AppError, invariant } from '../../errors.ts';
import type { Adapter } from '../adapter.ts';
import { maskedScore } from '../models/attention.ts';
import type { Model } from '../models/model.ts';
import { cacheNames, decodeProgram } from '../programs/decode.ts';
import { seededRandom } from '../random.ts';
import { openFourBit } from '../weights/four-bit.ts';
import { chooseDevice, type Device, type DeviceName } from './devices.ts';
import { KeyValueCache } from './key-value-cache.ts';
import { type SamplingOptions, sampleToken } from './sampling.ts';
import { type HostTensor, Session } from './session.ts';

export interface DecoderOptions {
  readonly adapter?: Adapter | undefined;
  readonly device?: DeviceName | Device;
  readonly threads?: number | undefined;
  /** Prompt and answer together; at most what the model knows, which is the default. */
  readonly contextLength?: number;
  /** `auto` takes 4-bit weights where the model folder has them and the device is the processor. */
  readonly weights?: 'auto' | 'dense' | 'four-bit';
  /** Sequences decoded together; 1 by default. */
  readonly batch?: number;
}

export interface GenerationOptions extends SamplingOptions {
  readonly maxNewTokens: number;
  readonly seed: number;
  /** Tokens that end a sequence; they are not part of the result. */
  readonly stopIds: readonly number[];
  readonly signal?: AbortSignal | undefined;
  /** Called with each new token; `stop` ends that sequence after it. */
  readonly onToken?: ((row: number, id: number) => 'stop' | undefined) | undefined;
}

export type FinishReason = 'stop' | 'length' | 'cancelled';

export interface Generation {
  readonly ids: number[][];
  readonly finish: FinishReason[];
}

/** Generates text token by token. What a sequence shares with the one before it in the same row is not computed again. */
export interface Decoder {
  readonly contextLength: number;
  /** As many prompts as the decoder's batch. Throws `engine/too-long` when a prompt leaves no room in the context. */
  generate(prompts: readonly (readonly number[])[], options: GenerationOptions): Promise<Generation>;
  /** Logits of the token after each prompt, `[vocabulary]` each. */
  nextLogits(prompts: readonly (readonly number[])[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Prompt tokens taken in one run. */
const chunkTokens = 256;

export async function createDecoder(model: Model, options: DecoderOptions = {}): Promise<Decoder> {
  const { batch = 1, weights = 'auto' } = options;
  const device = chooseDevice(options.device ?? 'auto');
  const contextLength = Math.min(options.contextLength ?? model.config.maxPositions, model.config.maxPositions);
  const fourBit = weights !== 'dense' && device.kind === 'cpu' ? openFourBit(model.folder) : undefined;
  if (weights === 'four-bit' && !fourBit)
    throw new AppError('model/not-found', `${model.folder} has no 4-bit weights for this device.`);
  const graph = decodeProgram(model, { batch, contextLength, adapter: options.adapter, fourBit, type: device.type });
  const session = await Session.create(graph, { folder: model.folder, device, threads: options.threads });
  const cache = new KeyValueCache(model.config, batch);
  const cached: number[][] = Array.from({ length: batch }, () => []);

  return { contextLength, generate, nextLogits, dispose: () => session.dispose() };

  async function generate(prompts: readonly (readonly number[])[], options: GenerationOptions): Promise<Generation> {
    const { maxNewTokens, stopIds, signal, onToken } = options;
    const random = prompts.map((_, row) => seededRandom(options.seed + row));
    const seen = prompts.map((prompt) => new Set(prompt));
    const ids: number[][] = prompts.map(() => []);
    const finish: (FinishReason | undefined)[] = prompts.map(() => undefined);
    let logits = maxNewTokens > 0 ? await prefill(prompts, signal) : undefined;
    while (logits) {
      const next = prompts.map((prompt, row): number[] => {
        if (finish[row] !== undefined) return [];
        const id = sampleToken(
          logits?.[row] as Float32Array,
          options,
          seen[row] as Set<number>,
          random[row] as () => number,
        );
        if (stopIds.includes(id)) {
          finish[row] = 'stop';
          return [];
        }
        const made = ids[row] as number[];
        made.push(id);
        seen[row]?.add(id);
        if (onToken?.(row, id) === 'stop') finish[row] = 'stop';
        else if (made.length >= maxNewTokens || prompt.length + made.length >= contextLength) finish[row] = 'length';
        return finish[row] === undefined ? [id] : [];
      });
      if (next.every((tokens) => tokens.length === 0)) break;
      // lets a request to stop come in
      await new Promise(setImmediate);
      if (signal?.aborted) break;
      logits = await advance(next);
    }
    return { ids, finish: finish.map((reason) => reason ?? (signal?.aborted ? 'cancelled' : 'length')) };
  }

  async function nextLogits(prompts: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const logits = await prefill(prompts);
    invariant(logits, 'a prefill that nobody stops ends');
    return logits;
  }

  /** Takes the prompts in; gives undefined when asked to stop on the way. */
  async function prefill(
    prompts: readonly (readonly number[])[],
    signal?: AbortSignal,
  ): Promise<Float32Array[] | undefined> {
    invariant(prompts.length === batch, `this decoder takes ${batch} prompts`);
    const rest = prompts.map((prompt, row) => {
      if (prompt.length === 0) throw new AppError('engine/too-long', 'A prompt has no tokens.');
      if (prompt.length >= contextLength)
        throw new AppError(
          'engine/too-long',
          `A prompt of ${prompt.length} tokens leaves no room in a context of ${contextLength}.`,
        );
      const known = prompt.slice(0, -1);
      const shared = commonPrefix(cached[row] as number[], known);
      cache.truncate(row, shared);
      cached[row]?.splice(shared);
      return known.slice(shared);
    });
    while (rest.some((tokens) => tokens.length > 0)) {
      if (signal?.aborted) return undefined;
      await advance(rest.map((tokens) => tokens.splice(0, chunkTokens)));
      await new Promise(setImmediate);
    }
    // the last token by itself, so that its logits are rounded alike whether the prompt was cached or not
    return advance(prompts.map((prompt) => prompt.slice(-1)));
  }

  /** Runs the program on up to T new tokens a row and keeps their keys and values. */
  async function advance(fresh: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const width = Math.max(...fresh.map(({ length }) => length));
    const counts = fresh.map(({ length }) => length);
    cache.reserve(width);
    const results = await session.run(inputs(fresh, width));
    for (let layer = 0; layer < model.config.layers; layer++)
      for (const kind of ['key', 'value'] as const)
        cache.write(layer, kind, results[cacheNames(kind, layer).fresh]?.data as Float32Array, width, counts);
    cache.advance(counts);
    for (const [row, tokens] of fresh.entries()) cached[row]?.push(...tokens);
    const logits = results.logits?.data as Float32Array;
    const size = model.config.vocabularySize;
    return fresh.map((_, row) => logits.subarray(row * size, (row + 1) * size));
  }

  function inputs(fresh: readonly (readonly number[])[], width: number): Record<string, HostTensor> {
    const columns = cache.capacity + width;
    const feeds: Record<string, HostTensor> = {
      ids: integers(
        [batch, width],
        fresh.flatMap((tokens) => padded(tokens, width)),
      ),
      positions: integers(
        [batch, width],
        fresh.flatMap((tokens, row) =>
          padded(
            tokens.map((_, t) => (cache.lengths[row] as number) + t),
            width,
          ),
        ),
      ),
      last: integers(
        [batch],
        fresh.map((tokens, row) => row * width + Math.max(0, tokens.length - 1)),
      ),
      sizes: integers([2], [cache.capacity, width]),
      mask: {
        data: decodeMask(cache.lengths, {
          capacity: cache.capacity,
          width,
          group: model.config.heads / model.config.keyValueHeads,
          window: model.config.slidingWindow,
        }),
        dims: [batch, 1, (model.config.heads / model.config.keyValueHeads) * width, columns],
      },
    };
    for (let layer = 0; layer < model.config.layers; layer++)
      for (const kind of ['key', 'value'] as const) feeds[cacheNames(kind, layer).past] = cache.tensor(layer, kind);
    return feeds;
  }
}

/** `[batch, 1, group · width, capacity + width]`: a new token sees the cached rows of its sequence, and new ones up to itself. */
function decodeMask(
  lengths: readonly number[],
  { capacity, width, group, window }: { capacity: number; width: number; group: number; window: number | null },
): Float32Array {
  const columns = capacity + width;
  const mask = new Float32Array(lengths.length * group * width * columns).fill(maskedScore);
  lengths.forEach((length, row) => {
    for (let t = 0; t < width; t++) {
      const first = window === null ? 0 : Math.max(0, length + t + 1 - window);
      for (let g = 0; g < group; g++) {
        const at = ((row * group + g) * width + t) * columns;
        mask.fill(0, at + Math.min(first, length), at + length);
        mask.fill(0, at + capacity + Math.max(0, first - length), at + capacity + t + 1);
      }
    }
  });
  return mask;
}

function integers(dims: readonly number[], values: readonly number[]): HostTensor {
  return { data: BigInt64Array.from(values, BigInt), dims };
}

function padded(values: readonly number[], width: number): number[] {
  return [...values, ...Array(width - values.length).fill(0)];
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
