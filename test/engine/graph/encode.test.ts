import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeModel } from '../../../core/engine/graph/encode.ts';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { math } from '../../../core/engine/graph/math.ts';
import { runGraph } from '../../helpers/run-graph.ts';

it('writes every kind of attribute, constant, optional input and symbolic size so that onnxruntime runs it', async () => {
  const graph = new Graph();
  const m = math(graph);
  const x = graph.input('x', 'f32', ['T', 4]);
  // string attribute, int, ints, float; constants of f32, f16, i64, u8 → bool
  const scattered = graph.op(
    'ScatterElements',
    [m.zeros([2, 4], 'f32'), graph.constant([0, 3], [2, 1], 'i64'), graph.constant([5, 7], [2, 1])],
    { axis: 1, reduction: 'add' },
  );
  graph.output('scattered', m.transpose(scattered, [1, 0]));
  graph.output('product', m.matmul(x, x, { transB: true, alpha: 0.5 }));
  graph.output('sum of all', graph.op('ReduceSum', [x, null], { keepdims: 0 }));
  graph.output('halves', m.cast(m.cast(graph.constant([1 / 3], [1], 'f16'), 'f32'), 'f32'));
  graph.output('chosen', m.where(graph.constant([1, 0], [2], 'bool'), graph.scalar(1), graph.scalar(-1)));
  const results = await runGraph(graph, { x: { data: Float32Array.of(1, 2, 3, 4, 0, 1, 0, 1), dims: [2, 4] } });
  expect([...results.scattered!]).toEqual([5, 0, 0, 0, 0, 0, 0, 7]);
  expect([...results.product!]).toEqual([15, 3, 3, 1]);
  expect([...results['sum of all']!]).toEqual([12]);
  // 1/3 in 11 significant bits
  expect([...results.halves!]).toEqual([1365 / 4096]);
  expect([...results.chosen!]).toEqual([1, -1]);
});

it('runs a Loop whose body uses values of the graph around it', async () => {
  const graph = new Graph();
  const m = math(graph);
  const steps = graph.input('steps', 'i64', []);
  const factor = m.add(graph.input('factor', 'f32', []), 1);
  const body = graph.body();
  const iteration = body.input('iteration', 'i64', []);
  const goOn = body.input('condition', 'bool', []);
  const state = body.input('state', 'f32', []);
  const next = math(body).mul(state, factor);
  body.output('go on', body.op('Identity', [goOn]));
  body.output('next', next);
  body.output('seen', math(body).cast(iteration, 'f32'));
  const [last, seen] = graph.loop(steps, [graph.scalar(1)], body);
  graph.output('last', last!);
  graph.output('seen', seen!);
  const results = await runGraph(graph, {
    steps: { data: BigInt64Array.of(3n), dims: [] },
    factor: { data: Float32Array.of(1), dims: [] },
  });
  expect([...results.last!]).toEqual([8]);
  expect([...results.seen!]).toEqual([0, 1, 2]);
});

it('maps a weight from a file beside it by offset, and casts what is stored in 16 bits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-encode-'));
  try {
    // three bytes that are none of the weight's, then 1, −2 in f16 and 1.5 in bf16
    writeFileSync(join(folder, 'w.bin'), Uint8Array.of(9, 9, 9, 0x00, 0x3c, 0x00, 0xc0, 0xc0, 0x3f));
    const graph = new Graph();
    const m = math(graph);
    const half = graph.weight('half', 'f16', [2], { file: 'w.bin', offset: 3, length: 4 });
    const brain = graph.weight('brain', 'bf16', [1], { file: 'w.bin', offset: 7, length: 2 });
    expect(graph.weight('half', 'f16', [2], { file: 'w.bin', offset: 3, length: 4 })).toBe(half);
    graph.output('y', m.concat([m.cast(half, 'f32'), m.cast(brain, 'f32')], 0));
    expect([...(await runGraph(graph, {}, { folder })).y!]).toEqual([1, -2, 1.5]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('writes the same bytes for the same graph', () => {
  const make = () => {
    const graph = new Graph();
    graph.output('y', math(graph).exp(graph.input('x', 'f32', ['T', 2])));
    return encodeModel(graph);
  };
  expect(make()).toEqual(make());
});
