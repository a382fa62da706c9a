import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importGguf } from '../../../core/engine/weights/gguf-model-folder.ts';
import { openSafetensors, readTensor } from '../../../core/engine/weights/safetensors.ts';

const fixture = (name: string): string => new URL(`../../fixtures/weights/${name}`, import.meta.url).pathname;
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'gguf-folder-'));

/** Makes −0 plain 0, which is the same weight. */
const plusZero = (value: number): number => value + 0;

it.each(['llama', 'qwen2', 'qwen3'])('%s becomes the weights that transformers makes of the same file', (name) => {
  const folder = newFolder();
  importGguf(fixture(`${name}.gguf`), folder);
  const [found, expected] = [openSafetensors(folder), openSafetensors(fixture(`${name}.expected.safetensors`))];
  expect([...found.tensors.keys()].sort()).toEqual([...expected.tensors.keys()].sort());
  for (const { name: tensor, shape } of expected.tensors.values()) {
    expect(found.tensors.get(tensor)?.shape, tensor).toEqual(shape);
    expect(readTensor(found, tensor).map(plusZero), tensor).toEqual(readTensor(expected, tensor).map(plusZero));
  }
});

it('writes the configuration in the field names of Hugging Face', () => {
  const folder = newFolder();
  importGguf(fixture('qwen3.gguf'), folder);
  expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toMatchObject({
    architectures: ['Qwen3ForCausalLM'],
    model_type: 'qwen3',
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 1,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 16,
    vocab_size: 64,
    max_position_embeddings: 128,
    rms_norm_eps: 1e-5,
    rope_theta: 10_000,
    rope_scaling: null,
    attention_bias: false,
    tie_word_embeddings: true,
    bos_token_id: 1,
    eos_token_id: 2,
  });
});

it('says that embeddings are not tied when there is an output matrix', () => {
  expect(importGguf(fixture('qwen2.gguf'), newFolder()).config.tie_word_embeddings).toBe(false);
});

it("recovers the parameters of Llama 3's rotary scaling from the divisors in the file", () => {
  expect(importGguf(fixture('llama3.gguf'), newFolder()).config.rope_scaling).toEqual({
    rope_type: 'llama3',
    factor: 32,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  });
});

it('tells its progress tensor by tensor', () => {
  const seen: [number, number][] = [];
  importGguf(fixture('llama.gguf'), newFolder(), { onProgress: (done, total) => seen.push([done, total]) });
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [i + 1, 20]));
});

/** The llama fixture with one text in it replaced by another of the same length. */
function changed(from: string, to: string): string {
  const bytes = readFileSync(fixture('llama.gguf'), 'latin1');
  expect(bytes).toContain(from);
  const path = join(newFolder(), 'changed.gguf');
  writeFileSync(path, bytes.replace(from, to), 'latin1');
  return path;
}

it('names an architecture that it does not know', () => {
  const path = changed('\x05\0\0\0\0\0\0\0llama', '\x05\0\0\0\0\0\0\0mamba');
  expect(() => importGguf(path, newFolder())).toThrow(
    expect.objectContaining({ code: 'model/unknown-architecture', message: expect.stringContaining('mamba') }),
  );
});

it('names a tensor that is missing', () => {
  expect(() => importGguf(changed('blk.1.attn_v.weight', 'blk.1.attn_w.weight'), newFolder())).toThrow(
    expect.objectContaining({ code: 'model/missing-tensor', message: expect.stringContaining('blk.1.attn_v.weight') }),
  );
});

it('refuses a model with a tensor that it would have to leave out', () => {
  const path = changed('llama.block_count\x04\0\0\0\x02', 'llama.block_count\x04\0\0\0\x01');
  expect(() => importGguf(path, newFolder())).toThrow(
    expect.objectContaining({ code: 'model/unknown-architecture', message: expect.stringContaining('blk.1.') }),
  );
});

it('names a field that is missing', () => {
  expect(() => importGguf(changed('llama.feed_forward_length', 'llama.feed_forward_lengtx'), newFolder())).toThrow(
    expect.objectContaining({ code: 'model/bad-config', message: expect.stringContaining('feed_forward_length') }),
  );
});
