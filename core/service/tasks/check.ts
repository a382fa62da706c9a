import { type Adapter, createAdapterScorer, openModel } from '../../engine/index.ts';
import { invariant } from '../../errors.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { loadTokenizer } from '../../text/index.ts';
import { adapterOf } from './adapters.ts';
import { readExamples } from './files.ts';
import { fittingPairs, scoredShape } from './pairs.ts';
import type { WorkerTasks } from './schemas.ts';

/**
 * What a bot has learned beside its base model: loss on windows, and how likely some answers are. The adapter is an input of
 * the program, so that one session serves both.
 */
export const checkTask: TaskHandlers<WorkerTasks>['check'] = async (input, { signal }) => {
  const { model: folder, adapter: spec, examples, pairs, device } = input;
  const model = openModel(folder);
  const adapter = adapterOf(spec);
  invariant(adapter !== undefined, 'a bot that is checked has an adapter');
  const windows = readExamples(examples).map(({ ids, lossStart }) => ({ ids, from: Math.max(1, lossStart) }));
  const questions = fittingPairs(pairs, loadTokenizer(folder), model.config.maxPositions);
  const scorer = await createAdapterScorer(model, {
    modules: [...adapter.keys()],
    device,
    ...scoredShape([...windows, ...questions.sequences]),
  });
  const measure = async (who: Adapter) => {
    signal.throwIfAborted();
    const loss = lossOf(await scorer.score(who, windows));
    const scores = questions.sequences.length === 0 ? [] : await scorer.score(who, questions.sequences);
    return { loss, logLikelihoods: questions.placed(scores.map((row) => [...row])) };
  };
  try {
    return { base: await measure(new Map()), bot: await measure(adapter) };
  } finally {
    await scorer.dispose();
  }
};

/** Mean over all tokens. */
function lossOf(scores: readonly Float32Array[]): number {
  const tokens = scores.reduce((sum, row) => sum + row.length, 0);
  const sum = scores.reduce((total, row) => row.reduce((part, value) => part + value, total), 0);
  return -sum / tokens;
}
