import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { type FourBitWeights, openFourBit, readFourBitLayer } from '../../../core/engine/weights/four-bit.ts';
import { quantizeRows } from '../../../core/engine/weights/four-bit-pack.ts';
import { quantizeModelFolder } from '../../../core/engine/weights/four-bit-write.ts';
import { importGguf } from '../../../core/engine/weights/gguf-model-folder.ts';
import {
  openSafetensors,
  readSafetensorsMetadata,
  readTensor,
  type WeightSet,
} from '../../../core/engine/weights/safetensors.ts';
import { writeSafetensors } from '../../../core/engine/weights/safetensors-write.ts';
import { runGraph } from '../../helpers/run-graph.ts';

const fixture = (name: string): string => new URL(`../../fixtures/weights/${name}`, import.meta.url).pathname;
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'four-bit-'));

/** The fixture imported; its 4-bit weights; and the dense weights that transformers makes of it. */
function imported(name: string): { folder: string; packed: FourBitWeights; dense: WeightSet } {
  const folder = newFolder();
  importGguf(fixture(`${name}.gguf`), folder);
  const packed = openFourBit(folder);
  if (packed === undefined) throw new Error('four-bit.safetensors was not written');
  return { folder, packed, dense: openSafetensors(fixture(`${name}.expected.safetensors`)) };
}

/** The dense rows of several modules, one below the other. */
function rows(dense: WeightSet, ...modules: string[]): Float32Array {
  return Float32Array.from(modules.flatMap((module) => [...readTensor(dense, `${module}.weight`)]));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

const layerOf = (packed: FourBitWeights, name: string): Float32Array =>
  readFourBitLayer(packed, packed.layers.get(name)!);

describe('from a GGUF file', () => {
  it('keeps Q4_1 layers, fused and with query and key rows in order, and the Q8_0 head', () => {
    const { packed, dense } = imported('llama');
    for (const layer of [0, 1]) {
      const at = `model.layers.${layer}`;
      const attention = ['q', 'k', 'v'].map((which) => `${at}.self_attn.${which}_proj`);
      const pairs: [string, string[]][] = [
        [`${at}.self_attn.qkv_proj`, attention],
        [`${at}.self_attn.o_proj`, [`${at}.self_attn.o_proj`]],
        [`${at}.mlp.gate_up_proj`, [`${at}.mlp.gate_proj`, `${at}.mlp.up_proj`]],
        [`${at}.mlp.down_proj`, [`${at}.mlp.down_proj`]],
      ];
      for (const [name, parts] of pairs) {
        expect(packed.layers.get(name), name).toMatchObject({ bits: 4, hasOffsets: true, hasBias: false });
        // d (q − 8) + (m + 8 d) in place of d q + m: the same but for the last bit of a float.
        expect(largestDifference(layerOf(packed, name), rows(dense, ...parts)), name).toBeLessThan(1e-7);
      }
    }
    expect(packed.layers.get('lm_head')).toMatchObject({ bits: 8, outSize: 64, inSize: 32, hasOffsets: false });
    expect(largestDifference(layerOf(packed, 'lm_head'), rows(dense, 'model.embed_tokens'))).toBe(0);
    expect(packed.layers.size).toBe(9);
  });

  it('keeps layers apart whose parts have different bits, and each of its values', () => {
    const { packed, dense } = imported('qwen2');
    const at = 'model.layers.0';
    expect(packed.layers.has(`${at}.self_attn.qkv_proj`)).toBe(false);
    for (const [module, bits] of [
      ['self_attn.q_proj', 4],
      ['self_attn.k_proj', 4],
      ['self_attn.v_proj', 8],
    ] as const) {
      expect(packed.layers.get(`${at}.${module}`), module).toMatchObject({ bits, hasOffsets: false, hasBias: true });
      expect(largestDifference(layerOf(packed, `${at}.${module}`), rows(dense, `${at}.${module}`)), module).toBe(0);
    }
    const bias = readTensor(packed.weights, `${at}.self_attn.k_proj.bias`);
    expect(bias).toEqual(readTensor(dense, `${at}.self_attn.k_proj.bias`));
  });

  it('puts a symmetric part and one with offsets of the same bits into one layer', () => {
    const { packed, dense } = imported('qwen2');
    const name = 'model.layers.0.mlp.gate_up_proj';
    expect(packed.layers.get(name)).toMatchObject({ bits: 8, hasOffsets: true });
    const expected = rows(dense, 'model.layers.0.mlp.gate_proj', 'model.layers.0.mlp.up_proj');
    expect(largestDifference(layerOf(packed, name), expected)).toBeLessThan(1e-7);
  });

  it('stores a matrix that is not quantized in 8 bits, within half a step', () => {
    const { packed, dense } = imported('qwen2');
    const expected = rows(dense, 'lm_head');
    const step = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127;
    expect(packed.layers.get('lm_head')).toMatchObject({ bits: 8 });
    expect(largestDifference(layerOf(packed, 'lm_head'), expected)).toBeLessThanOrEqual(step / 2 + 1e-7);
  });

  it('says the bits of each layer in its metadata', () => {
    const { folder, packed } = imported('llama');
    const metadata = readSafetensorsMetadata(join(folder, 'four-bit.safetensors'));
    expect(metadata).toMatchObject({ format: 'stockpot-four-bit', version: '1', block_size: '32' });
    const bits = JSON.parse(metadata.bits!) as Record<string, number>;
    expect(bits).toEqual(Object.fromEntries([...packed.layers.values()].map((layer) => [layer.name, layer.bits])));
  });

  it('is told apart from a folder without 4-bit weights', () => {
    expect(openFourBit(newFolder())).toBeUndefined();
  });
});

describe('quantizing floats', () => {
  it('chooses the levels that the gguf package chooses for Q4_0', () => {
    const file = readFileSync(fixture('blocks.json'), 'utf8');
    const blocks = JSON.parse(file) as Record<string, { bytes: string; floats: string }>;
    const floats = new Float32Array(new Uint8Array(Buffer.from(blocks.source!.floats, 'base64')).buffer);
    const reference = Buffer.from(blocks.Q4_0!.bytes, 'base64');
    const packed = quantizeRows(floats, 4);
    for (let i = 0; i < floats.length; i++) {
      const block = Math.floor(i / 32);
      const byte = reference[block * 18 + 2 + (i % 16)]!;
      const expected = i % 32 < 16 ? byte & 15 : byte >> 4;
      expect((packed.weight[i >> 1]! >> (4 * (i & 1))) & 15, `element ${i}`).toBe(expected);
    }
  });

  it('keeps zeros, and a block of zeros', () => {
    const floats = new Float32Array(64);
    floats[3] = -1;
    for (const bits of [4, 8] as const) {
      const { weight, scales } = quantizeRows(floats, bits);
      const zero = bits === 4 ? 0x88 : 128;
      expect(Math.abs(scales[1]!)).toBe(0);
      expect(new Set(weight.subarray(weight.length / 2))).toEqual(new Set([zero]));
      expect(weight[bits === 4 ? 0 : 2]).toBe(zero);
    }
  });

  it('makes the same file of a dense folder: layers in 4 bits, the head in 8', () => {
    const folder = newFolder();
    const dense = openSafetensors(fixture('qwen2.expected.safetensors'));
    const names = [...dense.tensors.keys()];
    writeSafetensors(
      join(folder, 'model.safetensors'),
      names.map((name) => ({
        name,
        type: 'BF16',
        shape: dense.tensors.get(name)!.shape,
        data: readTensor(dense, name),
      })),
    );
    quantizeModelFolder(folder);
    const packed = openFourBit(folder)!;
    const name = 'model.layers.0.self_attn.qkv_proj';
    expect(packed.layers.get(name)).toMatchObject({ bits: 4, hasOffsets: false, hasBias: true, outSize: 64 });
    expect(packed.layers.get('lm_head')).toMatchObject({ bits: 8 });
    const expected = rows(dense, ...['q', 'k', 'v'].map((which) => `model.layers.0.self_attn.${which}_proj`));
    const step = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 8;
    expect(largestDifference(layerOf(packed, name), expected)).toBeLessThan(step);
  });
});

describe('MatMulNBits in onnxruntime', () => {
  it.each([
    ['llama', 'model.layers.1.self_attn.qkv_proj', ['q', 'k', 'v'].map((w) => `model.layers.1.self_attn.${w}_proj`)],
    ['llama', 'lm_head', ['model.embed_tokens']],
    ['qwen2', 'model.layers.0.self_attn.q_proj', ['model.layers.0.self_attn.q_proj']],
    ['qwen2', 'model.layers.0.mlp.gate_up_proj', ['gate', 'up'].map((w) => `model.layers.0.mlp.${w}_proj`)],
  ])('with the block sums gives the dense product: %s %s', async (model, name, parts) => {
    const { packed, dense } = imported(model);
    const layer = packed.layers.get(name)!;
    const { inSize, outSize, bits } = layer;
    const blocks = inSize / 32;
    const graph = new Graph();
    const weight = (part: string, type: 'u8' | 'f32', shape: number[]) =>
      graph.weight(part, type, shape, packed.weights.tensors.get(`${name}.${part}`)!);
    const x = graph.input('x', 'f32', [3, inSize]);
    const product = graph.op(
      'MatMulNBits',
      [x, weight('weight', 'u8', [outSize, blocks, 4 * bits]), weight('scales', 'f32', [outSize, blocks])],
      { K: inSize, N: outSize, bits, block_size: 32, accuracy_level: 0 },
    );
    let y = product;
    if (layer.hasOffsets) {
      const inBlocks = graph.op('Reshape', [x, graph.integers([3, blocks, 32])]);
      const sums = graph.op('ReduceSum', [inBlocks, graph.integers([-1])], { keepdims: 0 });
      const shift = graph.op('FusedMatMul', [sums, weight('offsets', 'f32', [outSize, blocks])], { transB: 1 });
      y = graph.op('Add', [product, shift]);
    }
    graph.output('y', y);

    const input = Float32Array.from({ length: 3 * inSize }, (_, i) => Math.sin(1.7 * i + 0.3));
    const feeds = { x: { data: input, dims: [3, inSize] } };
    const { y: found } = await runGraph(graph, feeds, { folder: packed.weights.folder });
    const matrix = rows(dense, ...parts);
    for (let row = 0; row < 3; row++)
      for (let out = 0; out < outSize; out++) {
        let expected = 0;
        for (let i = 0; i < inSize; i++) expected += input[row * inSize + i]! * matrix[out * inSize + i]!;
        expect(Math.abs(found![row * outSize + out]! - expected), `row ${row}, output ${out}`).toBeLessThan(2e-6);
      }
  });
});
