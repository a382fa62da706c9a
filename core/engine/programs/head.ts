import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { headName, type Model, weight } from '../models/model.ts';

/**
 * Numbers of a block of logits that are held at a time: 204 rows of a vocabulary of 49,152, or 102 where memory is short. Every block reads
 * the whole output matrix again, so fewer are faster.
 */
const blockElements = { default: 10_050_000, low: 5_030_000 } as const;

export interface LabelledTokens {
  /** `[tokens, hidden]` */
  readonly hidden: Value;
  /** `[tokens]`, i64 */
  readonly labels: Value;
  /** Smaller blocks. */
  readonly lowMemory?: boolean;
}

/** Log-likelihood of each token's label, `[tokens]` in f32, in blocks of tokens so that all logits never exist at once. */
export function labelLogLikelihood(graph: Graph, model: Model, tokens: LabelledTokens, type: FloatType): Value {
  const blocks = inBlocks(graph, model, tokens, type);
  return math(graph).concat(
    blocks.map(({ picked }) => picked),
    0,
  );
}

/**
 * Weighted cross-entropy and its gradient with respect to the hidden states, built forward together, block by block:
 *
 *     loss = −Σ w log p[label],   d logits = w (p − onehot(label)),   d hidden = d logits · W
 *
 * `gradientScale` multiplies the gradient alone (loss scaling for f16).
 */
export function crossEntropy(
  graph: Graph,
  model: Model,
  { weights, gradientScale, ...tokens }: LabelledTokens & { readonly weights: Value; readonly gradientScale?: Value },
  type: FloatType,
): { readonly loss: Value; readonly hiddenGradient: Value } {
  const m = math(graph);
  const head = weight(graph, model, headName(model.config), type);
  const blocks = inBlocks(graph, model, tokens, type);
  const sizes = blocks.map(({ rows }) => rows);
  const weightBlocks = sizes.length === 1 ? [weights] : m.split(weights, sizes, 0);
  const losses: Value[] = [];
  const gradientBlocks: Value[] = [];
  blocks.forEach(({ logProbabilities, picked, labels }, i) => {
    const w = weightBlocks[i] as Value;
    losses.push(m.neg(m.sum(m.mul(w, picked), [0], false)));
    const column = m.unsqueeze(gradientScale ? m.mul(w, gradientScale) : w, [1]);
    const scaled = m.mul(m.exp(logProbabilities), column);
    const gradient = graph.op('ScatterElements', [scaled, labels, m.neg(column)], { axis: 1, reduction: 'add' });
    gradientBlocks.push(linearGradient(gradient));
  });
  const loss = losses.length === 1 ? (losses[0] as Value) : graph.op('Sum', losses);
  return { loss, hiddenGradient: m.concat(gradientBlocks, 0) };

  function linearGradient(gradient: Value): Value {
    return type === 'f32' ? m.gemm(gradient, head) : m.matmul(m.cast(gradient, type), head);
  }
}

/** Logits `[tokens, vocabulary]` in f32. */
export function logits(graph: Graph, model: Model, hidden: Value, type: FloatType): Value {
  const m = math(graph);
  return m.cast(m.linear(hidden, weight(graph, model, headName(model.config), type)), 'f32');
}

function inBlocks(graph: Graph, model: Model, { hidden, labels, lowMemory }: LabelledTokens, type: FloatType) {
  const m = math(graph);
  const rows = hidden.shape[0] as number;
  const blockRows = Math.max(1, Math.floor(blockElements[lowMemory ? 'low' : 'default'] / model.config.vocabularySize));
  const count = Math.ceil(rows / blockRows);
  const sizes = Array.from(
    { length: count },
    (_, i) => Math.floor(((i + 1) * rows) / count) - Math.floor((i * rows) / count),
  );
  const hiddenBlocks = count === 1 ? [hidden] : m.split(hidden, sizes, 0);
  const labelBlocks = count === 1 ? [labels] : m.split(labels, sizes, 0);
  return sizes.map((size, i) => {
    const column = m.unsqueeze(labelBlocks[i] as Value, [1]);
    const logProbabilities = m.logSoftmax(logits(graph, model, hiddenBlocks[i] as Value, type));
    const picked = m.reshape(graph.op('GatherElements', [logProbabilities, column], { axis: 1 }), [size]);
    return { rows: size, logProbabilities, picked, labels: column };
  });
}
