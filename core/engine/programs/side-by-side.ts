import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';
import { type LinearLayer, linearTargets, loraLayers } from '../models/layers.ts';
import type { Model } from '../models/model.ts';

/** Several skills of one layer in one low-rank product: A `[Σr, in]`, B `[out, Σr]`, and how many of the rows each skill has. */
export interface SideBySide {
  readonly a: Value;
  readonly b: Value;
  readonly ranks: readonly number[];
  /** Multiplies the whole product; 1 by default. */
  readonly scaling?: number;
}

/** The linear layers that any of the skills adapts, in the order of the model. */
export function adaptedLayers(model: Model, skills: readonly Adapter[]): LinearLayer[] {
  return loraLayers(model.config, linearTargets).filter(({ module }) => skills.some((skill) => skill.has(module)));
}

/** The skills' matrices of one layer as constants, concatenated along the rank, with the scalings folded into B. */
export function sideBySide(graph: Graph, layer: LinearLayer, skills: readonly Adapter[]): SideBySide {
  const parts = skills.map((skill) => skill.get(layer.module));
  const ranks = parts.map((part) => part?.rank ?? 0);
  const rank = ranks.reduce((total, own) => total + own, 0);
  const a = new Float32Array(rank * layer.inSize);
  const b = new Float32Array(layer.outSize * rank);
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    a.set(part.a, at * layer.inSize);
    for (let row = 0; row < layer.outSize; row++)
      for (let r = 0; r < part.rank; r++)
        b[row * rank + at + r] = (part.b[row * part.rank + r] as number) * part.scaling;
    at += part.rank;
  }
  return { a: graph.constant(a, [rank, layer.inSize]), b: graph.constant(b, [layer.outSize, rank]), ranks };
}

/**
 * y = base + ((x Aᵀ) ⊙ (shares S)) Bᵀ: `shares` `[1 or tokens, skills]` in f32 says how much each skill counts, and S `[skills, Σr]`
 * copies that to the skill's rows.
 */
export function applyShares(graph: Graph, x: Value, base: Value, skills: SideBySide, shares: Value): Value {
  const { a, b, ranks, scaling = 1 } = skills;
  const m = math(graph);
  const rank = ranks.reduce((total, own) => total + own, 0);
  const spread = m.gemm(shares, graph.constant(spreadMatrix(ranks), [ranks.length, rank]));
  const low = m.mul(m.linear(x, m.cast(a, x.type)), m.cast(spread, x.type));
  return m.linear(low, m.cast(b, x.type), { alpha: scaling, c: base });
}

/** softmax(x W_r) over the skills, `[tokens, skills]` in f32, with `weight` = W_rᵀ `[skills, in]` (LoRA Soups, §3.1, "MoE"). */
export function routerShares(graph: Graph, x: Value, weight: Value): Value {
  const m = math(graph);
  return m.softmax(m.cast(m.linear(x, m.cast(weight, x.type)), 'f32'));
}

function spreadMatrix(ranks: readonly number[]): Float32Array {
  const rank = ranks.reduce((total, own) => total + own, 0);
  const spread = new Float32Array(ranks.length * rank);
  let at = 0;
  ranks.forEach((own, skill) => {
    spread.fill(1, skill * rank + at, skill * rank + at + own);
    at += own;
  });
  return spread;
}
