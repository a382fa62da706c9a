import type { Adapter } from '../adapter.ts';
import type { Model } from '../models/model.ts';
import { forwardProgram, sharesStarts } from '../programs/forward.ts';
import { type PackedBatch, packExamples } from '../programs/packing.ts';
import { chooseDevice, type Device, type DeviceName } from './devices.ts';
import { type HostTensor, Session } from './session.ts';

export interface ScorerOptions {
  readonly adapter?: Adapter | undefined;
  readonly device?: DeviceName | Device;
  readonly threads?: number | undefined;
  readonly lowMemory?: boolean;
  /** Rows a pass and tokens a row; sequences are packed into rows. */
  readonly batch?: number;
  readonly length?: number;
}

export interface ScoredSequence {
  readonly ids: readonly number[];
  /** The first token whose log-likelihood is wanted; at least 1. */
  readonly from: number;
}

/** Gives the log-likelihood of tokens under a model with an adapter. */
export interface Scorer {
  /** For each sequence, log p of each token `i ≥ from` given those before it. Throws `engine/too-long` for one longer than a row. */
  score(sequences: readonly ScoredSequence[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

export async function createScorer(model: Model, options: ScorerOptions = {}): Promise<Scorer> {
  const { batch = 1, length = 512 } = options;
  const device = chooseDevice(options.device ?? 'auto');
  const graph = forwardProgram(model, { batch, length, adapter: options.adapter, type: device.type, output: 'score' });
  const session = await Session.create(graph, {
    folder: model.folder,
    device,
    threads: options.threads,
    lowMemory: options.lowMemory,
  });
  return {
    score: (sequences) => scoreSequences(session, sequences, { batch, length, share: sharesStarts(model) }),
    dispose: () => session.dispose(),
  };
}

/** Packs sequences into rows, runs a *score* program over them, and takes each sequence's scores out again. */
export async function scoreSequences(
  session: Session,
  sequences: readonly ScoredSequence[],
  { batch, length, share }: { readonly batch: number; readonly length: number; readonly share: boolean },
  feeds: Readonly<Record<string, HostTensor>> = {},
): Promise<Float32Array[]> {
  const examples = sequences.map(({ ids, from }) => ({ ids, lossStart: from }));
  const scores: Float32Array[] = sequences.map(() => new Float32Array());
  const shared = share ? commonStart(sequences) : 0;
  for (const packed of packExamples(examples, { batch, length, shared })) {
    const all = await scorePacked(session, packed, feeds);
    for (const { example, row, start } of packed.places) {
      const { ids, from } = sequences[example] as ScoredSequence;
      // the score at a token is that of its label: the next token
      const at = row * length + start;
      scores[example] = all.slice(at + Math.max(1, from) - 1, at + ids.length - 1);
    }
  }
  return scores;
}

/** How many tokens all sequences begin with, before the first that tells one of the wanted ones. */
export function commonStart(sequences: readonly ScoredSequence[]): number {
  const [first, ...others] = sequences;
  if (first === undefined || others.length === 0) return 0;
  let length = Math.min(...sequences.map(({ from }) => Math.max(1, from) - 1));
  for (const { ids } of others) {
    let same = 0;
    while (same < length && ids[same] === first.ids[same]) same++;
    length = same;
  }
  return length;
}

async function scorePacked(
  session: Session,
  packed: PackedBatch,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<Float32Array> {
  const rows = [packed.batch, packed.length];
  const results = await session.run({
    ...feeds,
    ids: { data: packed.ids, dims: rows },
    positions: { data: packed.positions, dims: rows },
    segments: { data: packed.segments, dims: rows },
    labels: { data: packed.labels, dims: [packed.batch * packed.length] },
  });
  return results.score?.data as Float32Array;
}
