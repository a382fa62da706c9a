import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { fourBitLinear } from '../../../core/engine/models/four-bit-linear.ts';
import type { LinearTarget } from '../../../core/engine/models/layers.ts';
import { modulePath } from '../../../core/engine/models/layers.ts';
import { unadapted } from '../../../core/engine/models/linear.ts';
import { openModel } from '../../../core/engine/models/model.ts';
import { openFourBit } from '../../../core/engine/weights/four-bit.ts';
import { importGguf } from '../../../core/engine/weights/gguf-model-folder.ts';
import { openSafetensors, readTensor } from '../../../core/engine/weights/safetensors.ts';
import { relativeL2 } from '../../helpers/reference.ts';
import { runGraph } from '../../helpers/run-graph.ts';

const fixture = (name: string): string => new URL(`../../fixtures/weights/${name}`, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'four-bit-linear-'));
importGguf(fixture('llama.gguf'), folder);
const model = openModel(folder);
const weights = openFourBit(folder);
// what transformers makes of the same file
const dense = openSafetensors(fixture('llama.expected.safetensors'));

/** Relative error of a layer's product with a row in which a few numbers are large, as after a norm. */
async function errorOf(target: LinearTarget, targets: readonly LinearTarget[]): Promise<number> {
  if (!weights) throw new Error('no 4-bit weights');
  const w = readTensor(dense, `${modulePath(0, target)}.weight`);
  const inSize = dense.tensors.get(`${modulePath(0, target)}.weight`)?.shape[1] ?? 0;
  const row = Float32Array.from({ length: inSize }, (_, i) => (i % 17 === 3 ? 40 : Math.sin(i + 1)));
  const graph = new Graph();
  const x = graph.input('x', 'f32', [1, inSize]);
  const outputs = fourBitLinear(graph, model, weights, unadapted)(x, 0, targets);
  outputs.forEach((output, i) => {
    graph.output(targets[i] as string, output);
  });
  const found = (await runGraph(graph, { x: { data: row, dims: [1, inSize] } }, { folder: model.folder }))[target];
  const expected = Float32Array.from({ length: w.length / inSize }, (_, out) =>
    row.reduce((sum, value, i) => sum + value * (w[out * inSize + i] as number), 0),
  );
  return relativeL2(found ?? [], expected);
}

it.each([
  ['q_proj', ['q_proj', 'k_proj', 'v_proj']],
  ['v_proj', ['q_proj', 'k_proj', 'v_proj']],
  ['up_proj', ['gate_proj', 'up_proj']],
] as const)('%s, whose input comes out of a norm, is multiplied without rounding it', async (target, targets) => {
  expect(await errorOf(target, targets)).toBeLessThan(1e-6);
});

it.each(['o_proj', 'down_proj'] as const)('%s is multiplied with its input in 8 bits', async (target) => {
  const error = await errorOf(target, [target]);
  expect(error).toBeLessThan(2e-2);
  expect(error).toBeGreaterThan(1e-6);
});
