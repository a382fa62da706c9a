import { gradients } from '../../core/engine/autodiff/gradients.ts';
import { Graph } from '../../core/engine/graph/graph.ts';
import { math } from '../../core/engine/graph/math.ts';
import type { Attributes, OpName } from '../../core/engine/graph/ops.ts';
import { type DType, elementCount, onnxTypes, type Value } from '../../core/engine/graph/types.ts';
import { seededRandom } from '../../core/engine/random.ts';
import { type HostTensor, Session } from '../../core/engine/runtime/session.ts';
import { cpu } from './run-graph.ts';

/** A differentiable input has a shape and a range to draw from; a constant has its numbers; null is absent. */
export type TestInput =
  | { readonly shape: readonly number[]; readonly from?: number; readonly to?: number }
  | { readonly constant: readonly number[]; readonly shape: readonly number[]; readonly type: DType }
  | null;

export interface OpCase {
  readonly inputs: readonly TestInput[];
  readonly attributes?: Attributes;
  /** Outputs that the loss depends on; all by default. */
  readonly used?: readonly number[];
}

// a power of two, and inputs are multiples of 1/64: what a cast to 16 bits sees is exact
const h = 1 / 32;

/**
 * Compares the rule of an op with central differences of what onnxruntime computes, for every element of every differentiable
 * input. The loss is Σ c ⊙ output with fixed random c; differences over h and 2h are combined so that their error is of order h⁴.
 * Gives the largest difference, relative to the largest gradient (at least 1).
 */
export async function checkOp(op: OpName, { inputs, attributes = {}, used }: OpCase, seed = 1): Promise<number> {
  const random = seededRandom(seed);
  const draw = (from: number, to: number) => Math.round((from + random() * (to - from)) * 64) / 64;
  const graph = new Graph();
  const m = math(graph);
  const feeds: Record<string, HostTensor> = {};
  const free: Value[] = [];
  const values = inputs.map((input, i): Value | null => {
    if (!input) return null;
    if ('constant' in input) return graph.constant(input.constant, input.shape, input.type);
    const { shape, from = -2, to = 2 } = input;
    feeds[`x${i}`] = { data: Float32Array.from({ length: elementCount(shape) }, () => draw(from, to)), dims: shape };
    const value = graph.input(`x${i}`, 'f32', shape);
    free.push(value);
    return value;
  });
  const outputs = graph.node(op, values, attributes);
  const seen = (used ?? outputs.map((_, i) => i)).map((i) => outputs[i] as Value);
  const weights = seen.map(({ shape }) => Array.from({ length: elementCount(shape) }, () => draw(-2, 2)));
  seen.forEach((value, i) => {
    graph.output(`y${i}`, value.type === 'f32' ? value : graph.op('Cast', [value], { to: onnxTypes.f32 }));
  });
  const found = gradients(
    graph,
    seen.map((value, i) => ({
      value,
      gradient: graph.constant(weights[i] as number[], value.shape as readonly number[], value.type),
    })),
    free,
  );
  found.forEach((value, i) => {
    graph.output(`g${i}`, m.cast(value, 'f32'));
  });

  const session = await Session.create(graph, { folder: '/', device: cpu, threads: 1 });
  const loss = async (): Promise<number> => {
    const results = await session.run(feeds);
    return weights.reduce((total, row, i) => {
      const data = results[`y${i}`]?.data as Float32Array;
      return total + row.reduce((sum, c, j) => sum + c * (data[j] as number), 0);
    }, 0);
  };
  try {
    const results = await session.run(feeds);
    const analytic = free.map((_, i) => Float32Array.from(results[`g${i}`]?.data as Float32Array));
    let largest = 1;
    let worst = 0;
    for (const [i, { name }] of free.entries()) {
      const data = feeds[name]?.data as Float32Array;
      for (let at = 0; at < data.length; at++) {
        const middle = data[at] as number;
        const shifted = async (by: number): Promise<number> => {
          data[at] = middle + by;
          return loss();
        };
        const near = ((await shifted(h)) - (await shifted(-h))) / (2 * h);
        const far = ((await shifted(2 * h)) - (await shifted(-2 * h))) / (4 * h);
        data[at] = middle;
        const numeric = (4 * near - far) / 3;
        largest = Math.max(largest, Math.abs(numeric));
        const difference = Math.abs(numeric - (analytic[i]?.[at] as number));
        // a NaN counts as the worst of all
        if (!(difference <= worst)) worst = difference;
      }
    }
    return worst / largest;
  } finally {
    await session.dispose();
  }
}
