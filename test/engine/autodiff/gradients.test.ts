import { describe, expect, it } from 'vitest';
import { gradients } from '../../../core/engine/autodiff/gradients.ts';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { math } from '../../../core/engine/graph/math.ts';
import type { Value } from '../../../core/engine/graph/types.ts';
import { runGraph } from '../../helpers/run-graph.ts';

const vector = (...data: number[]) => ({ data: Float32Array.from(data), dims: [data.length] });

describe('the reverse walk', () => {
  it('adds up what arrives over several paths', async () => {
    const graph = new Graph();
    const m = math(graph);
    const x = graph.input('x', 'f32', [2]);
    // x² + 3x:  2x + 3
    const y = m.add(m.mul(x, x), m.mul(x, 3));
    graph.output('g', gradients(graph, [{ value: y, gradient: graph.constant([1, 1], [2]) }], [x])[0]!);
    expect([...(await runGraph(graph, { x: vector(5, -1) })).g!]).toEqual([13, 1]);
  });

  it('takes gradients of several outputs, one of which leads to the other', async () => {
    const graph = new Graph();
    const m = math(graph);
    const x = graph.input('x', 'f32', [1]);
    const middle = m.mul(x, x);
    const end = m.mul(middle, middle);
    const one = graph.constant([1], [1]);
    // d(x⁴ + 10 x²) = 4x³ + 20x
    const outputs = [
      { value: end, gradient: one },
      { value: middle, gradient: graph.constant([10], [1]) },
    ];
    graph.output('g', gradients(graph, outputs, [x])[0]!);
    expect([...(await runGraph(graph, { x: vector(2) })).g!]).toEqual([72]);
  });

  it('gives zeros for what the outputs do not depend on', async () => {
    const graph = new Graph();
    const m = math(graph);
    const x = graph.input('x', 'f32', [2]);
    const other = graph.input('other', 'f32', [2]);
    const y = m.exp(x);
    graph.output('g', gradients(graph, [{ value: y, gradient: y }], [other])[0]!);
    expect([...(await runGraph(graph, { x: vector(1, 2), other: vector(3, 4) })).g!]).toEqual([0, 0]);
  });

  it('builds only the gradients that are asked for', () => {
    const graph = new Graph();
    const m = math(graph);
    const a = graph.input('a', 'f32', [2, 3]);
    const b = graph.input('b', 'f32', [3, 4]);
    const y = m.gemm(m.exp(a), m.exp(b));
    const before = graph.nodes.length;
    gradients(graph, [{ value: y, gradient: y }], [b]);
    expect(graph.nodes.slice(before).map(({ op }) => op)).toEqual(['Gemm', 'Mul']);
  });
});

describe('blocks that are computed again', () => {
  const dims = [3, 4];
  const xs = { data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), dims };
  const weights = Float32Array.from({ length: 16 }, (_, i) => Math.cos(i));

  /** x → x + silu(x W) W, twice over, then the gradient of Σ y ⊙ dy for x and W. */
  function build(again: boolean, group?: string) {
    const graph = new Graph();
    const m = math(graph);
    const input = graph.input('x', 'f32', dims);
    const w = graph.input('w', 'f32', [4, 4]);
    const dy = graph.input('dy', 'f32', dims);
    const block = (x: Value): Value => {
      const gate = m.gemm(x, w);
      return m.add(x, m.gemm(m.mul(gate, m.sigmoid(gate)), w));
    };
    let x = input;
    for (let i = 0; i < 2; i++) {
      const before = x;
      x = again ? graph.recompute(() => block(before), group) : block(before);
    }
    graph.output('y', x);
    const forward = graph.nodes.length;
    gradients(graph, [{ value: x, gradient: dy }], [input, w]).forEach((gradient, i) => {
      graph.output(`g${i}`, gradient);
    });
    return { graph, forward };
  }
  const feeds = (dy: number) => ({
    x: xs,
    w: { data: weights, dims: [4, 4] },
    dy: { data: new Float32Array(12).fill(dy), dims },
  });
  const count = (graph: Graph, op: string, from = 0) => graph.nodes.slice(from).filter((node) => node.op === op).length;

  it('give the same gradients', async () => {
    const kept = await runGraph(build(false).graph, feeds(1));
    const again = await runGraph(build(true).graph, feeds(1));
    expect(Object.keys(again)).toEqual(['y', 'g0', 'g1']);
    expect(again).toEqual(kept);
  });

  it('are copied into the backward pass, but for what no gradient needs', () => {
    const kept = build(false);
    const { graph, forward } = build(true);
    expect(count(kept.graph, 'Sigmoid', kept.forward)).toBe(0);
    // each block's gate and its sigmoid; the second product and the sum are needed by nobody
    expect(count(graph, 'Sigmoid', forward)).toBe(2);
    expect(count(graph, 'Gemm', forward) - count(kept.graph, 'Gemm', kept.forward)).toBe(2);
    const used = new Set(graph.nodes.flatMap(({ inputs }) => inputs.map((value) => value?.name)));
    for (const { value } of graph.outputs) used.add(value.name);
    for (const { op, outputs } of graph.nodes)
      expect(
        outputs.some(({ name }) => used.has(name)),
        `${op} is used`,
      ).toBe(true);
  });

  it('share what ties them to a gradient where they are of one group, and give the same gradients', async () => {
    expect(count(build(true).graph, 'LessOrEqual')).toBe(2);
    const { graph } = build(true, 'both');
    expect(count(graph, 'LessOrEqual')).toBe(1);
    expect(await runGraph(graph, feeds(1))).toEqual(await runGraph(build(false).graph, feeds(1)));
  });

  it('hang on a gradient, so that they cannot run before it is there', () => {
    const { graph, forward } = build(true);
    const reaches = new Set(['dy']);
    for (const { inputs, outputs } of graph.nodes)
      if (inputs.some((value) => value && reaches.has(value.name))) for (const { name } of outputs) reaches.add(name);
    const copies = graph.nodes.slice(forward).filter(({ op }) => op === 'Sigmoid');
    for (const { inputs } of copies) expect(reaches.has(inputs[0]!.name)).toBe(true);
  });

  it.each([Number.NaN, Infinity, -Infinity])('are right when the gradient is %s', async (bad) => {
    const { graph, forward } = build(true);
    const all = graph.nodes.filter(({ op }) => op === 'Sigmoid');
    all.forEach(({ outputs }, i) => {
      graph.output(`s${i}`, outputs[0]!);
    });
    const copied = graph.nodes.slice(forward).filter(({ op }) => op === 'Sigmoid');
    expect([all.length, copied.length]).toEqual([4, 2]);
    const { s0, s1, s2, s3 } = await runGraph(graph, feeds(bad));
    // the backward pass copies the last block first
    expect(s3).toEqual(s0);
    expect(s2).toEqual(s1);
  });
});
