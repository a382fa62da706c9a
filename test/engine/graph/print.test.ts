import { expect, it } from 'vitest';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { math } from '../../../core/engine/graph/math.ts';
import { printGraph } from '../../../core/engine/graph/print.ts';

/** A small program with a weight, constants, an optional attribute, two outputs and a body. */
function example(): Graph {
  const graph = new Graph();
  const m = math(graph);
  const steps = graph.input('steps', 'i64', []);
  const x = graph.input('x', 'f32', [4, 6]);
  const w = graph.weight('layer.weight', 'f16', [6, 6], { file: 'model.safetensors', offset: 128, length: 72 });
  const body = graph.body();
  const inner = math(body);
  body.input('iteration', 'i64', []);
  const goOn = body.input('condition', 'bool', []);
  const state = body.input('state', 'f32', [4, 6]);
  const [left, right] = inner.split(inner.linear(state, inner.cast(w, 'f32'), { alpha: 0.5 }), [2, 4], -1);
  body.output('go on', body.op('Identity', [goOn]));
  body.output('next', inner.concat([inner.exp(right!), inner.mul(left!, 2)], 1));
  const [last] = graph.loop(steps, [x], body);
  graph.output('mean', m.mean(last!, [0]));
  return graph;
}

// golden: a change here is a change of the program's text, to be looked at and then accepted
const golden = `layer.weight: f16[6, 6] = model.safetensors@128
%1: i64[2] = constant [2, 4]
%2: f32[] = constant [2]
%3: bool[] = constant [1]
%4: i64[1] = constant [0]
input steps: i64[]
input x: f32[4, 6]
%7: f32[4, 6] = Loop(steps, %3, x)
  input iteration: i64[]
  input condition: bool[]
  input state: f32[4, 6]
  %11: f32[6, 6] = Cast(layer.weight) {to=1}
  %12: f32[4, 6] = Gemm(state, %11) {transB=1 alpha=0.5}
  %13: f32[4, 2], %14: f32[4, 4] = Split(%12, %1) {axis=-1}
  %15: bool[] = Identity(condition)
  %16: f32[4, 4] = Exp(%14)
  %17: f32[4, 2] = Mul(%13, %2)
  %18: f32[4, 6] = Concat(%16, %17) {axis=1}
  output go on = %15
  output next = %18
%19: f32[1, 6] = ReduceMean(%7, %4) {keepdims=1}
output mean = %19
`;

it('prints a program as the same text each time, whatever its values are named', () => {
  expect(printGraph(example())).toBe(golden);
});

it('shows a change in one node on the lines of that node alone', () => {
  const lines = (alpha: number) => {
    const graph = new Graph();
    const m = math(graph);
    const x = graph.input('x', 'f32', [2, 2]);
    graph.output('y', m.exp(m.gemm(m.neg(x), x, { alpha })));
    return printGraph(graph).split('\n');
  };
  const other = lines(3);
  const changed = lines(2).filter((line, i) => line !== other[i]);
  expect(changed).toEqual([expect.stringContaining('= Gemm(')]);
});
