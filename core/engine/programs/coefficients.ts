import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { type LinearLayer, linearTargets, loraLayers } from '../models/layers.ts';
import type { Model } from '../models/model.ts';
import { adaptedLoss } from './adapted-loss.ts';
import { checkAdapter } from './lora.ts';
import { optimizerLoop } from './optimizer-loop.ts';

/** How raw numbers θ become coefficients α: softmax over the skills, each by itself in (0, 1), or as they are. */
export type Constraint = 'softmax' | 'sigmoid' | 'free';
/** One row of coefficients for each adapted module, for each block, or for the whole model. */
export type Granularity = 'module' | 'layer' | 'model';

export interface CoefficientProgramOptions {
  readonly batch: number;
  readonly length: number;
  readonly constraint: Constraint;
  readonly granularity: Granularity;
  readonly accumulate: boolean;
  readonly type: FloatType;
  /** Keeps only each block's input for the gradient. */
  readonly lowMemory: boolean;
}

/** The one parameter of the program. */
export const thetaName = 'theta';

/** The linear layers that any of the skills adapts, in the order of the model. */
export function adaptedLayers(model: Model, skills: readonly Adapter[]): LinearLayer[] {
  return loraLayers(model.config, linearTargets).filter(({ module }) => skills.some((skill) => skill.has(module)));
}

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
  const { batch, length, type, constraint } = options;
  for (const skill of skills) checkAdapter(model.config, skill);
  const layers = adaptedLayers(model, skills);
  const { rows, rowOf } = coefficientRows(layers, options.granularity);

  return optimizerLoop({
    batch,
    length,
    type,
    accumulate: options.accumulate,
    parameters: [{ name: thetaName, shape: [rows, skills.length] }],
    loss: (graph, microBatch) => {
      const { parameters } = microBatch;
      const m = math(graph);
      const alphas = m.split(constrained(graph, parameters[0] as Value, constraint), Array(rows).fill(1), 0);
      const adapt = (layer: LinearLayer, x: Value, base: Value): Value => {
        const i = layers.findIndex(({ module }) => module === layer.module);
        if (i < 0) return base;
        const { a, b, spread, rank } = sideBySide(graph, layer, skills);
        const share = m.gemm(alphas[rowOf[i] as number] as Value, spread);
        const low = m.mul(m.linear(x, m.cast(a, type)), m.cast(m.reshape(share, [1, rank]), type));
        return m.linear(low, m.cast(b, type), { c: base });
      };
      return adaptedLoss(graph, model, adapt, microBatch, options);
    },
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

/** The skills' matrices of one layer, concatenated along the rank; `spread` `[skills, Σr]` copies each skill's coefficient to its rows. */
function sideBySide(graph: Graph, layer: LinearLayer, skills: readonly Adapter[]) {
  const parts = skills.map((skill) => skill.get(layer.module));
  const rank = parts.reduce((total, part) => total + (part?.rank ?? 0), 0);
  const a = new Float32Array(rank * layer.inSize);
  const b = new Float32Array(layer.outSize * rank);
  const spread = new Float32Array(skills.length * rank);
  let at = 0;
  parts.forEach((part, skill) => {
    if (!part) return;
    a.set(part.a, at * layer.inSize);
    for (let row = 0; row < layer.outSize; row++)
      for (let r = 0; r < part.rank; r++)
        b[row * rank + at + r] = (part.b[row * part.rank + r] as number) * part.scaling;
    spread.fill(1, skill * rank + at, skill * rank + at + part.rank);
    at += part.rank;
  });
  return {
    rank,
    a: graph.constant(a, [rank, layer.inSize]),
    b: graph.constant(b, [layer.outSize, rank]),
    spread: graph.constant(spread, [skills.length, rank]),
  };
}
