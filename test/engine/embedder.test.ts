import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Graph } from '../../core/engine/graph/graph.ts';
import { createEmbedder, type Embedder, openEncoder, openModel } from '../../core/engine/index.ts';
import { maskedScore } from '../../core/engine/models/attention.ts';
import { encoderStates } from '../../core/engine/models/bert.ts';
import { embedProgram } from '../../core/engine/programs/embed.ts';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';
import { missingOnCuda } from '../helpers/cuda.ts';
import { maxDifference, relativeL2 } from '../helpers/reference.ts';
import { cpu, runGraph } from '../helpers/run-graph.ts';
import { copyOfTinyEncoder, tinyEncoder } from '../helpers/tiny-encoder.ts';

const { sequences } = JSON.parse(readFileSync(join(tinyEncoder, 'expected.json'), 'utf8')) as { sequences: number[][] };
const expected = openSafetensors(join(tinyEncoder, 'expected.safetensors'));
const embeddings = readTensor(expected, 'embedding');
const encoder = openEncoder(tinyEncoder);
const flat = (vectors: readonly Float32Array[]) => vectors.flatMap((vector) => [...vector]);

/** Makes an embedder of a folder, or for another device, and embeds the sequences of the reference. */
async function embedAll(folder = tinyEncoder, device = cpu): Promise<number[]> {
  const embedder = await createEmbedder(openEncoder(folder), { device, threads: 1 });
  try {
    return flat(await embedder.embed(sequences));
  } finally {
    await embedder.dispose();
  }
}

describe('the encoder', () => {
  it('gives the hidden states that transformers gives, padding beside them or not', async () => {
    const [batch, length] = [sequences.length, Math.max(...sequences.map((ids) => ids.length))];
    const at = (pick: (ids: readonly number[], i: number) => number) =>
      sequences.flatMap((ids) => Array.from({ length }, (_, i) => pick(ids, i)));
    const graph = new Graph();
    const ids = graph.input('ids', 'i64', ['B', 'T']);
    const positions = graph.input('positions', 'i64', ['T']);
    const mask = graph.input('mask', 'f32', ['B', 1, 1, 'T']);
    graph.output('hidden', encoderStates(graph, encoder, { ids, positions, mask }, 'f32'));
    const { hidden } = await runGraph(
      graph,
      {
        ids: { data: BigInt64Array.from(at((row, i) => row[i] ?? 0).map(BigInt)), dims: [batch, length] },
        positions: { data: BigInt64Array.from({ length }, (_, i) => BigInt(i)), dims: [length] },
        mask: {
          data: Float32Array.from(at((row, i) => (i < row.length ? 0 : maskedScore))),
          dims: [batch, 1, 1, length],
        },
      },
      { folder: encoder.folder },
    );
    const width = encoder.config.hiddenSize;
    const isToken = at((row, i) => (i < row.length ? 1 : 0));
    const tokens = (hidden as Float32Array).map((value, i) => value * (isToken[Math.floor(i / width)] as number));
    expect(maxDifference(tokens, readTensor(expected, 'hidden'))).toBeLessThan(1e-5);
  });

  it('has a CUDA kernel for every node', () => {
    for (const type of ['f16', 'bf16', 'f32'] as const)
      expect(missingOnCuda(embedProgram(encoder, { type }))).toEqual([]);
  });
});

describe('an embedder', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createEmbedder(encoder, { device: cpu, threads: 1 });
  });
  afterAll(() => embedder.dispose());

  it('gives the vectors that sentence-transformers gives, in the order asked', async () => {
    expect(maxDifference(flat(await embedder.embed(sequences)), embeddings)).toBeLessThan(1e-6);
    expect(embedder.size).toBe(32);
  });

  it('gives a sequence the same vector alone as among others', async () => {
    const alone = await Promise.all(sequences.map(async (ids) => (await embedder.embed([ids]))[0] as Float32Array));
    expect(maxDifference(flat(alone), embeddings)).toBeLessThan(1e-6);
  });

  it('gives nothing for nothing', async () => {
    expect(await embedder.embed([])).toEqual([]);
  });

  it('reads as many tokens as the model was made for, and refuses more', async () => {
    expect(embedder.maxTokens).toBe(24);
    const tooLong = embedder.embed([[1, 2], Array.from({ length: 25 }, () => 7)]);
    await expect(tooLong).rejects.toMatchObject({ code: 'engine/too-long' });
  });

  it('stops between two runs when it is told to', async () => {
    const many = Array.from({ length: 200 }, () => sequences[2] as number[]);
    await expect(embedder.embed(many, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('computes in f16 to about three digits', async () => {
    const low = await embedAll(tinyEncoder, { ...cpu, type: 'f16' });
    expect(relativeL2(low, embeddings)).toBeLessThan(5e-3);
    expect(maxDifference(low, embeddings)).toBeGreaterThan(0);
  });

  it('reads a file in which the encoder stands beside a head', async () => {
    const { folder, remove } = copyOfTinyEncoder({ tensors: (name) => `bert.${name}` });
    try {
      expect(maxDifference(await embedAll(folder), embeddings)).toBeLessThan(1e-6);
    } finally {
      remove();
    }
  });
});

describe('a folder that is no known encoder', () => {
  const config = (patch: object) => ({ change: { 'config.json': (json: object) => ({ ...json, ...patch }) } });
  const pooling = (patch: object) => ({
    change: { '1_Pooling/config.json': (json: object) => ({ ...json, ...patch }) },
  });
  const dense = (json: unknown) => [
    ...(json as object[]),
    { path: '3_Dense', type: 'sentence_transformers.models.Dense' },
  ];

  it.each([
    ['another family', config({ model_type: 'roberta' }), 'model/unknown-architecture', 'roberta'],
    ['another activation', config({ hidden_act: 'relu' }), 'model/unknown-architecture', 'relu'],
    [
      'relative positions',
      config({ position_embedding_type: 'relative_key' }),
      'model/unknown-architecture',
      'relative_key',
    ],
    ['no sizes', config({ num_hidden_layers: null }), 'model/bad-config', 'num_hidden_layers'],
    ['heads that do not divide', config({ num_attention_heads: 5 }), 'model/bad-config', '5 heads'],
    ['fewer layers than its file', config({ num_hidden_layers: 1 }), 'model/unknown-architecture', 'encoder.layer.1'],
    ['more layers than its file', config({ num_hidden_layers: 3 }), 'model/missing-tensor', 'encoder.layer.2'],
    ['another vocabulary than its file', config({ vocab_size: 97 }), 'model/bad-file', '[97, 32]'],
    [
      'a missing tensor',
      { tensors: (name: string) => (name === 'embeddings.LayerNorm.bias' ? undefined : name) },
      'model/missing-tensor',
      'embeddings.LayerNorm.bias',
    ],
    [
      'a tensor that changes what is computed',
      {
        tensors: (name: string) =>
          name.replace(/^pooler.dense.bias$/, 'encoder.layer.0.attention.self.distance_embedding'),
      },
      'model/unknown-architecture',
      'distance_embedding',
    ],
    [
      'the first token for pooling',
      pooling({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }),
      'model/unknown-architecture',
      'the pooling is cls',
    ],
    ['two poolings', pooling({ pooling_mode_max_tokens: true }), 'model/unknown-architecture', 'mean and max'],
    ['a dense step', { change: { 'modules.json': dense } }, 'model/unknown-architecture', 'models.Dense'],
    [
      'a length that is none',
      { change: { 'sentence_bert_config.json': () => ({ max_seq_length: -1 }) } },
      'model/bad-config',
      'max_seq_length',
    ],
  ])('%s: is refused with what is wrong', (_, copy, code, what) => {
    const { folder, remove } = copyOfTinyEncoder(copy);
    try {
      expect(() => openEncoder(folder)).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(what) }),
      );
    } finally {
      remove();
    }
  });

  it('is told as an embedding model when it is to be a base model', () => {
    expect(() => openModel(tinyEncoder)).toThrow(
      expect.objectContaining({
        code: 'model/unknown-architecture',
        message: expect.stringContaining('embedding model'),
      }),
    );
  });
});
