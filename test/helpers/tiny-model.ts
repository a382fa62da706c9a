import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSafetensors } from '../../core/engine/weights/safetensors-write.ts';
import { tokenizerFromGguf } from '../../core/text/index.ts';

const hidden = 32;
const inner = 64;
const heads = 4;
const keyValueHeads = 2;
const layers = 2;

/**
 * Writes a random two-layer Llama with a real, small tokenizer into a folder: every stage of a build takes it, in
 * milliseconds a step. What it says is nonsense.
 */
export function writeTinyModel(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const fixture = fileURLToPath(new URL('../fixtures/text/tiny-smollm.json', import.meta.url));
  const { metadata } = JSON.parse(readFileSync(fixture, 'utf8')) as { metadata: Record<string, unknown> };
  const { tokenizer, config } = tokenizerFromGguf(metadata);
  const vocabulary = (metadata['tokenizer.ggml.tokens'] as string[]).length;
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  json('tokenizer.json', tokenizer);
  json('tokenizer_config.json', config);
  json('config.json', {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: keyValueHeads,
    head_dim: hidden / heads,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_parameters: { rope_theta: 10_000, rope_type: 'default' },
    max_position_embeddings: 2048,
    tie_word_embeddings: true,
    attention_bias: false,
    mlp_bias: false,
    vocab_size: vocabulary,
    bos_token_id: 1,
    eos_token_id: 2,
  });
  const random = generator(1);
  const matrix = (name: string, shape: number[]) => {
    const scale = shape.length === 1 ? 0 : 0.08;
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () =>
      shape.length === 1 ? 1 : scale * random(),
    );
    return { name, type: 'F32' as const, shape, data };
  };
  const kv = (hidden / heads) * keyValueHeads;
  const blocks = Array.from({ length: layers }, (_, i) => `model.layers.${i}`).flatMap((block) => [
    matrix(`${block}.input_layernorm.weight`, [hidden]),
    matrix(`${block}.post_attention_layernorm.weight`, [hidden]),
    matrix(`${block}.self_attn.q_proj.weight`, [hidden, hidden]),
    matrix(`${block}.self_attn.k_proj.weight`, [kv, hidden]),
    matrix(`${block}.self_attn.v_proj.weight`, [kv, hidden]),
    matrix(`${block}.self_attn.o_proj.weight`, [hidden, hidden]),
    matrix(`${block}.mlp.gate_proj.weight`, [inner, hidden]),
    matrix(`${block}.mlp.up_proj.weight`, [inner, hidden]),
    matrix(`${block}.mlp.down_proj.weight`, [hidden, inner]),
  ]);
  writeSafetensors(join(folder, 'model.safetensors'), [
    matrix('model.embed_tokens.weight', [vocabulary, hidden]),
    matrix('model.norm.weight', [hidden]),
    ...blocks,
  ]);
}

/** Roughly normal numbers, the same ones each time (a linear congruential generator, three draws a number). */
function generator(seed: number): () => number {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return () => 2 * (draw() + draw() + draw());
}
