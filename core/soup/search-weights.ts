import { normalFrom, seededRandom } from '../engine/index.ts';
import { AppError, invariant } from '../errors.ts';
import { createCma } from './cma-es.ts';

export interface WeightSearch {
  readonly skills: number;
  /** How often the loss may be measured. */
  readonly budget: number;
  readonly seed: number;
  /** Weights lie between ± this; LoRA Hub's 1.5 unless given. */
  readonly bound?: number;
  /** Counts in the objective for each |w|; LoRA Hub's 0.05 unless given. */
  readonly penalty?: number;
  /** How far from 0 the first generation is drawn; a third of the bound unless given, so that it reaches the bound at 3 σ. */
  readonly sigma?: number;
  /** What a search with the same settings measured before it was broken off. */
  readonly known?: readonly Evaluation[];
  /** Mean cross-entropy, in nats a token, of the skills merged by weights. */
  readonly loss: (weights: readonly number[]) => Promise<number>;
  /** Told of each new measurement. */
  readonly onEvaluation?: (evaluation: Evaluation) => void;
}

/** One point of a search. */
export interface Evaluation {
  readonly weights: readonly number[];
  readonly loss: number;
  /** What is minimised: loss + penalty · Σ|w|. */
  readonly value: number;
}

export interface FoundWeights extends Evaluation {
  readonly seed: number;
  readonly budget: number;
  /** Everything that was measured, in order. */
  readonly evaluations: readonly Evaluation[];
}

/**
 * LoRA Hub's search (Huang et al. 2023; LoRA Soups, §3.1): one weight a skill, found without gradients by CMA-ES from weights of 0,
 * gives the point measured with the least value. The search runs freely, and a point outside the bounds is measured at its reflection
 * in them. A pure function of settings and losses: one that was broken off goes on by `known`.
 *
 * @throws AppError `training/bad-checkpoint` when `known` is of another search; `soup/incompatible` for less than two skills.
 */
export async function searchWeights(search: WeightSearch): Promise<FoundWeights> {
  const { skills, budget, seed, bound = 1.5, penalty = 0.05, sigma = bound / 3, known = [] } = search;
  if (skills < 2)
    throw new AppError('soup/incompatible', `Weights are searched for two or more skills, not ${skills}.`);
  invariant(budget >= 1, 'a search measures something');
  const cma = createCma({ mean: Array(skills).fill(0), sigma, normal: normalFrom(seededRandom(seed)) });
  const evaluations: Evaluation[] = [];

  while (evaluations.length < budget) {
    const points = cma.ask().map((point) => point.map((value) => reflect(value, bound)));
    const values: number[] = [];
    for (const weights of points.slice(0, budget - evaluations.length)) {
      const evaluation = kept(known[evaluations.length], weights) ?? (await measure(weights));
      evaluations.push(evaluation);
      values.push(evaluation.value);
    }
    if (values.length === points.length) cma.tell(values);
  }
  const best = evaluations.reduce((least, one) => (one.value < least.value ? one : least));
  return { ...best, seed, budget, evaluations };

  async function measure(weights: readonly number[]): Promise<Evaluation> {
    const loss = await search.loss(weights);
    const value = loss + penalty * weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
    if (!Number.isFinite(value))
      throw new AppError('training/diverged', `With the weights ${weights.join(', ')} the loss is ${loss}.`);
    const evaluation = { weights, loss, value };
    search.onEvaluation?.(evaluation);
    return evaluation;
  }
}

function kept(known: Evaluation | undefined, weights: readonly number[]): Evaluation | undefined {
  if (known === undefined || known.weights.join() === weights.join()) return known;
  throw new AppError(
    'training/bad-checkpoint',
    `The search that is to go on has measured the weights ${known.weights.join(', ')} where this one comes to ${weights.join(', ')}: it had other settings.`,
    { hint: 'Remove what it kept to search from the beginning.' },
  );
}

/** A number mirrored at ± bound until it lies between. */
function reflect(value: number, bound: number): number {
  const period = 4 * bound;
  const at = (((value + bound) % period) + period) % period;
  return at <= 2 * bound ? at - bound : 3 * bound - at;
}
