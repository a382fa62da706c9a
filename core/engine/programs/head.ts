import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { headName, type Model, weight } from '../models/model.ts';

/**
 * Numbers of a block of logits that are held at a time: 408 rows of a vocabulary of 49,152, or 102 where memory is short. Every block reads
 * the whole output matrix again, so fewer are faster.
 */
const blockElements = { default: 20_100_000, low: 5_030_000 } as const;

/** Keeps the logarithm of a probability that is 0 in f32 finite: the reported loss of a token is 85 at most. */
const tiniest = 1e-37;

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
  const m = math(graph);
  const blocks = inBlocks(graph, model, tokens, type).map(({ rows, logits, labels }) => {
    const picked = graph.op('GatherElements', [m.logSoftmax(logits), labels], { axis: 1 });
    return m.reshape(picked, [rows]);
  });
  return m.concat(blocks, 0);
}

/**
 * Weighted cross-entropy and its gradient with respect to the hidden states, built forward together, block by block:
 *
 *     p = softmax(hidden Wᵀ),   loss = −Σ w log p[label],   d hidden = w (p − onehot(label)) W
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
  blocks.forEach(({ rows, logits, labels }, i) => {
    const w = weightBlocks[i] as Value;
    const p = m.softmax(logits);
    const picked = graph.op('GatherElements', [p, labels], { axis: 1 });
    losses.push(m.neg(m.sum(m.mul(w, m.log(m.add(m.reshape(picked, [rows]), tiniest))), [0], false)));
    // −1, made from what was picked: then p is used for the last time here and changed in place
    const minusOne = m.sub(m.mul(picked, 0), 1);
    const rest = graph.op('ScatterElements', [p, labels, minusOne], { axis: 1, reduction: 'add' });
    const column = m.unsqueeze(gradientScale ? m.mul(w, gradientScale) : w, [1]);
    // half types: scaled before they are rounded, or what is small would vanish
    gradientBlocks.push(
      type === 'f32' ? m.mul(m.gemm(rest, head), column) : m.matmul(m.cast(m.mul(rest, column), type), head),
    );
  });
  const loss = losses.length === 1 ? (losses[0] as Value) : graph.op('Sum', losses);
  return { loss, hiddenGradient: m.concat(gradientBlocks, 0) };
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
  return sizes.map((size, i) => ({
    rows: size,
    logits: logits(graph, model, hiddenBlocks[i] as Value, type),
    labels: m.unsqueeze(labelBlocks[i] as Value, [1]),
  }));
}
