import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';
import type { LinearLayer } from '../models/layers.ts';
import type { Model } from '../models/model.ts';
import { type BlendProgramOptions, blendProgram } from './blend.ts';
import { adaptedLayers } from './side-by-side.ts';

/** How raw numbers θ become coefficients α: softmax over the skills, each by itself in (0, 1), or as they are. */
export type Constraint = 'softmax' | 'sigmoid' | 'free';
/** One row of coefficients for each adapted module, for each block, or for the whole model. */
export type Granularity = 'module' | 'layer' | 'model';

export interface CoefficientProgramOptions extends BlendProgramOptions {
  readonly constraint: Constraint;
  readonly granularity: Granularity;
}

/** The one parameter of the program. */
export const thetaName = 'theta';

/** Which row of θ each adapted layer reads, and how many rows there are. */
export function coefficientRows(
  layers: readonly LinearLayer[],
  granularity: Granularity,
): { rows: number; rowOf: number[] } {
  switch (granularity) {
    case 'module':
      return { rows: layers.length, rowOf: layers.map((_, i) => i) };
    case 'layer': {
      const blocks = [...new Set(layers.map(({ layer }) => layer))];
      return { rows: blocks.length, rowOf: layers.map(({ layer }) => blocks.indexOf(layer)) };
    }
    case 'model':
      return { rows: 1, rowOf: layers.map(() => 0) };
  }
}

/** α of θ, row by row; the same function as in the graph. */
export function constrain(theta: readonly number[], constraint: Constraint): number[] {
  switch (constraint) {
    case 'softmax': {
      const top = Math.max(...theta);
      const exps = theta.map((x) => Math.exp(x - top));
      const total = exps.reduce((a, b) => a + b, 0);
      return exps.map((x) => x / total);
    }
    case 'sigmoid':
      return theta.map((x) => 1 / (1 + Math.exp(-x)));
    case 'free':
      return [...theta];
  }
}

/** θ that gives α = value for every skill (softmax: only equal shares are possible, θ = 0). */
export function unconstrain(value: number, constraint: Constraint): number {
  switch (constraint) {
    case 'softmax':
      return 0;
    case 'sigmoid':
      return Math.log(value / (1 - value));
    case 'free':
      return value;
  }
}

/**
 * The *coefficient step* program (LoRA Soups, §3 "CAT"): skills and base frozen, ΔW = Σᵢ αᵢ sᵢ Bᵢ Aᵢ, and the optimizer moves θ
 * `[rows, skills]` alone. The skills stand side by side in one low-rank product:
 *
 *     y = x Wᵀ + ((x Aᵀ) ⊙ α) Bᵀ,  A `[Σr, in]`, B `[out, Σr]` with the scalings folded in
 */
export function coefficientProgram(
  model: Model,
  skills: readonly Adapter[],
  options: CoefficientProgramOptions,
): Graph {
  const layers = adaptedLayers(model, skills);
  const { rows, rowOf } = coefficientRows(layers, options.granularity);
  const parameters = [{ name: thetaName, shape: [rows, skills.length] }];
  return blendProgram(model, skills, { ...options, parameters }, (graph, [theta]) => {
    const alphas = math(graph).split(constrained(graph, theta as Value, options.constraint), Array(rows).fill(1), 0);
    return (_, layer) => alphas[rowOf[layer] as number] as Value;
  });
}

function constrained(graph: Graph, theta: Value, constraint: Constraint): Value {
  switch (constraint) {
    case 'softmax':
      return math(graph).softmax(theta);
    case 'sigmoid':
      return math(graph).sigmoid(theta);
    case 'free':
      return theta;
  }
}
