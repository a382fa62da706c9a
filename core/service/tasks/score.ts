import { createScorer, openModel, type ScoredSequence, type Scorer } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { adapterOf, keepOne } from './adapters.ts';
import { readExamples } from './files.ts';
import { pairSequence, scoredShape } from './pairs.ts';
import type { AdapterSpec, WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

export const scoreTask: Handlers['score'] = async ({ model, adapter, examples: path, device }) => {
  const sequences = readExamples(path).map(({ ids, lossStart }) => ({ ids, from: Math.max(1, lossStart) }));
  const scorer = await scorerFor(model, adapter, device, sequences);
  const scores = await scorer.score(sequences);
  const tokens = scores.reduce((sum, row) => sum + row.length, 0);
  const sum = scores.reduce((total, row) => row.reduce((part, value) => part + value, total), 0);
  return { loss: -sum / tokens, tokens };
};

export const likelihoodsTask: Handlers['likelihoods'] = async (input, { signal, progress }) => {
  const { model, adapter, pairs, device } = input;
  const tokenizer = loadTokenizer(model);
  const limit = openModel(model).config.maxPositions;
  const sequences = pairs.map((pair) => pairSequence(pair, tokenizer));
  const fitting = sequences.flatMap(({ ids }, index) => (ids.length <= limit ? [index] : []));
  const scorer = await scorerFor(
    model,
    adapter,
    device,
    fitting.map((index) => sequences[index]!),
  );
  const logLikelihoods: (number[] | null)[] = pairs.map(() => null);
  for (let at = 0; at < fitting.length; at += PAIRS_AT_ONCE) {
    signal.throwIfAborted();
    const indices = fitting.slice(at, at + PAIRS_AT_ONCE);
    const scores = await scorer.score(indices.map((index) => sequences[index]!));
    for (const [i, index] of indices.entries()) logLikelihoods[index] = [...scores[i]!];
    progress({ done: at + indices.length, total: fitting.length });
  }
  return { logLikelihoods };
};

/** Few enough that cancelling takes seconds. */
const PAIRS_AT_ONCE = 16;

const scorers = keepOne<Scorer>();

async function scorerFor(
  model: string,
  adapter: AdapterSpec,
  device: 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml',
  sequences: readonly ScoredSequence[],
) {
  const shape = scoredShape(sequences);
  return scorers.get({ model, adapter, device, ...shape }, () =>
    createScorer(openModel(model), { adapter: adapterOf(adapter), device, ...shape }),
  );
}
