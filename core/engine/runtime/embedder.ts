import { AppError, invariant } from '../../errors.ts';
import { maskedScore } from '../models/attention.ts';
import type { Encoder } from '../models/encoder.ts';
import { embedProgram } from '../programs/embed.ts';
import { chooseDevice, type Device, type DeviceName } from './devices.ts';
import { type HostTensor, Session } from './session.ts';

export interface EmbedderOptions {
  readonly device?: DeviceName | Device;
  readonly threads?: number | undefined;
}

/** Turns token sequences into vectors of length 1 whose products say how near their meanings are. */
export interface Embedder {
  /** Numbers of a vector. */
  readonly size: number;
  /** Tokens that the model reads of a text, special ones included. */
  readonly maxTokens: number;
  /**
   * One vector a sequence, in the order given. Sequences of about one length run together.
   * Throws `engine/too-long` for one of more than `maxTokens` tokens; the signal's reason between two runs.
   */
  embed(sequences: readonly (readonly number[])[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Tokens of a run, padding included: well below two seconds on a processor, for a run can't be interrupted. */
const tokensARun = 2048;

export async function createEmbedder(encoder: Encoder, options: EmbedderOptions = {}): Promise<Embedder> {
  const { maxTokens, config } = encoder;
  const device = chooseDevice(options.device ?? 'auto');
  const graph = embedProgram(encoder, { type: device.type });
  const session = await Session.create(graph, { folder: encoder.folder, device, threads: options.threads });
  return {
    size: config.hiddenSize,
    maxTokens,
    async embed(sequences, { signal } = {}) {
      const vectors: Float32Array[] = sequences.map(() => new Float32Array());
      for (const batch of batchesOf(sequences, maxTokens)) {
        signal?.throwIfAborted();
        const { embedding } = await session.run(padded(batch.map((index) => sequences[index] as readonly number[])));
        const rows = embedding?.data as Float32Array;
        batch.forEach((index, row) => {
          vectors[index] = rows.slice(row * config.hiddenSize, (row + 1) * config.hiddenSize);
        });
      }
      return vectors;
    },
    dispose: () => session.dispose(),
  };
}

/** Indices of the sequences in batches, the shortest first, so that little of a batch is padding. */
function batchesOf(sequences: readonly (readonly number[])[], maxTokens: number): number[][] {
  for (const { length } of sequences) {
    invariant(length > 0, 'a sequence has a token');
    if (length > maxTokens)
      throw new AppError('engine/too-long', `A sequence of ${length} tokens: the embedding model reads ${maxTokens}.`);
  }
  const lengthOf = (index: number): number => (sequences[index] as readonly number[]).length;
  const order = sequences.map((_, index) => index).sort((a, b) => lengthOf(a) - lengthOf(b));
  const batches: number[][] = [];
  for (const index of order) {
    const last = batches.at(-1);
    if (last !== undefined && (last.length + 1) * lengthOf(index) <= tokensARun) last.push(index);
    else batches.push([index]);
  }
  return batches;
}

function padded(sequences: readonly (readonly number[])[]): Record<string, HostTensor> {
  const batch = sequences.length;
  const length = Math.max(...sequences.map((ids) => ids.length));
  const ids = new BigInt64Array(batch * length);
  const mask = new Float32Array(batch * length).fill(maskedScore);
  const weights = new Float32Array(batch * length);
  sequences.forEach((sequence, row) => {
    sequence.forEach((id, i) => {
      ids[row * length + i] = BigInt(id);
    });
    mask.fill(0, row * length, row * length + sequence.length);
    weights.fill(1 / sequence.length, row * length, row * length + sequence.length);
  });
  return {
    ids: { data: ids, dims: [batch, length] },
    positions: { data: BigInt64Array.from({ length }, (_, i) => BigInt(i)), dims: [length] },
    mask: { data: mask, dims: [batch, 1, 1, length] },
    weights: { data: weights, dims: [batch, 1, length] },
  };
}
