import { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType } from '../graph/types.ts';
import { encoderStates } from '../models/bert.ts';
import type { Encoder } from '../models/encoder.ts';

/** Keeps the direction of a vector that is all zeros defined: sentence-transformers divides by 10⁻¹² at least. */
const smallestSquare = 1e-24;

/**
 * The *embed* program: B sequences of T tokens, both free, each to a vector of length 1:
 *
 *     mean = Σ weights[t] x[t],   embedding = mean / √(Σ mean² + 10⁻²⁴)
 *
 * Inputs: `ids` `[B, T]`; `positions` `[T]`; `mask` `[B, 1, 1, T]`, 0 or very negative; `weights` `[B, 1, T]`, 1 / (tokens of the sequence),
 * 0 for padding. Output: `embedding` `[B, hidden]`. All f32 but for the integers.
 */
export function embedProgram(encoder: Encoder, { type }: { readonly type: FloatType }): Graph {
  const graph = new Graph();
  const m = math(graph);
  const ids = graph.input('ids', 'i64', ['B', 'T']);
  const positions = graph.input('positions', 'i64', ['T']);
  const mask = graph.input('mask', 'f32', ['B', 1, 1, 'T']);
  const weights = graph.input('weights', 'f32', ['B', 1, 'T']);
  const states = m.cast(encoderStates(graph, encoder, { ids, positions, mask }, type), 'f32');
  const mean = m.reshape(m.matmul(weights, states), [-1, encoder.config.hiddenSize]);
  const square = graph.op('ReduceSumSquare', [mean, graph.integers([-1])], { keepdims: 1 });
  graph.output('embedding', m.div(mean, m.sqrt(m.add(square, smallestSquare))));
  return graph;
}
