import { createScorer, openModel, type ScoredSequence, type Scorer } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { adapterOf, keepOne } from './adapters.ts';
import { fittingPairs, scoredShape } from './pairs.ts';
import type { AdapterSpec, WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

export const likelihoodsTask: Handlers['likelihoods'] = async (input, { signal, progress }) => {
  const { model, adapter, pairs, device } = input;
  const { maxPositions } = openModel(model).config;
  const { sequences, placed } = fittingPairs(pairs, loadTokenizer(model), maxPositions);
  const scorer = await scorerFor(model, adapter, device, sequences);
  const found: number[][] = [];
  while (found.length < sequences.length) {
    signal.throwIfAborted();
    const scores = await scorer.score(sequences.slice(found.length, found.length + PAIRS_AT_ONCE));
    found.push(...scores.map((row) => [...row]));
    progress({ done: found.length, total: sequences.length });
  }
  return { logLikelihoods: placed(found) };
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
