import type { Adapter } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import {
  type Evaluation,
  type MergeMethod,
  mergeMethods,
  type SweepPoint,
  searchWeights,
  staticCoefficients,
  sweepPoints,
} from '../../soup/index.ts';
import { openPointLog } from './point-log.ts';
import type { WorkerTasks } from './schemas.ts';
import { openValidation } from './validation.ts';

type Handlers = TaskHandlers<WorkerTasks>;

/** A measured point of a sweep: a line of its file. */
export interface SweptPoint extends SweepPoint {
  /** Mean over the pairs of the mean log-likelihood of an answer's token. */
  readonly score: number;
  readonly seconds: number;
}

/** Measures what is left of a grid. */
export const sweepMergeTask: Handlers['sweep-merge'] = async (input, { signal, progress }) => {
  const { method, seed, densities, alphas } = input;
  const validation = await openValidation(input);
  try {
    const { skills, pairs, tooLong } = validation;
    const grid = { ...(densities === undefined ? {} : { densities }), ...(alphas === undefined ? {} : { alphas }) };
    const points = sweepPoints(method, skills.length, grid);
    const log = openPointLog<SweptPoint>(input.out, {
      data: validation.identity,
      settings: { method, seed, points },
    });
    const swept = [...log.known];
    const merge = merging(skills, mergeMethods[method], seed);
    try {
      for (const point of points.slice(swept.length)) {
        signal.throwIfAborted();
        progress({ done: swept.length, total: points.length });
        const started = performance.now();
        const score = mean((await validation.measure(merge(point))).map((row) => mean([...row])));
        const seconds = Math.round(performance.now() - started) / 1000;
        swept.push({ ...point, score, seconds });
        log.append({ ...point, score, seconds });
      }
    } finally {
      log.close();
    }
    const { seconds: _, ...best } = swept.reduce((highest, one) => (one.score > highest.score ? one : highest));
    return { points: swept.length, best: { ...best, weights: [...best.weights] }, pairs, tooLong };
  } finally {
    await validation.dispose();
  }
};

/** Merges at one point after another; what is kept of the skills at one density serves all its weights. */
function merging(skills: readonly Adapter[], method: MergeMethod, seed: number): (point: SweepPoint) => Adapter {
  let pruned: { readonly density: number; readonly skills: readonly Adapter[] } | undefined;
  return ({ density, weights }) => {
    const coefficients = staticCoefficients(skills, weights);
    if (density === undefined || method.prune === undefined) return method.merge(skills, coefficients, { seed });
    if (pruned?.density !== density) pruned = { density, skills: method.prune(skills, { density, seed }) };
    return method.merge(pruned.skills, coefficients, { seed, density: 1 });
  };
}

/** LoRA Hub's search, going on from what it has measured. */
export const searchWeightsTask: Handlers['search-weights'] = async (input, { signal, progress }) => {
  const { seed, budget, bound, penalty } = input;
  const validation = await openValidation({ ...input, fewest: LORAHUB_PAIRS });
  try {
    const { skills, pairs, tooLong } = validation;
    const settings = {
      skills: skills.length,
      budget,
      seed,
      ...(bound === undefined ? {} : { bound }),
      ...(penalty === undefined ? {} : { penalty }),
    };
    const log = openPointLog<Evaluation>(input.out, {
      data: validation.identity,
      settings: { method: 'lorahub', ...settings },
    });
    let done = log.known.length;
    try {
      const { weights, loss, value, evaluations } = await searchWeights({
        ...settings,
        known: log.known,
        async loss(tried) {
          signal.throwIfAborted();
          progress({ done, total: budget });
          const adapter = mergeMethods.lorahub.merge(skills, staticCoefficients(skills, tried));
          return -mean((await validation.measure(adapter)).flatMap((row) => [...row]));
        },
        onEvaluation(evaluation) {
          log.append(evaluation);
          done += 1;
        },
      });
      return { weights: [...weights], loss, value, seed, budget, evaluations: evaluations.length, pairs, tooLong };
    } finally {
      log.close();
    }
  } finally {
    await validation.dispose();
  }
};

/** The paper's, and LoRA Hub's own, least number of examples. */
const LORAHUB_PAIRS = 5;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
