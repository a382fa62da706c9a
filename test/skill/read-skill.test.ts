import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type TensorToWrite, writeSafetensors } from '../../core/engine/weights/safetensors-write.ts';
import { readSkill } from '../../core/skill/index.ts';
import { expectDeltas } from './delta.ts';

const fixtures = new URL('../fixtures/skill/', import.meta.url);
const fixture = (name: string) => fileURLToPath(new URL(name, fixtures));
const folder = mkdtempSync(join(tmpdir(), 'stockpot-skill-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the plain adapter with another configuration, or other tensors. */
function changed(config: Record<string, unknown>, tensors?: TensorToWrite[]): string {
  const copy = mkdtempSync(join(folder, 'changed-'));
  cpSync(fixture('plain'), copy, { recursive: true });
  const path = join(copy, 'adapter_config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...config }));
  if (tensors !== undefined) writeSafetensors(join(copy, 'adapter_model.safetensors'), tensors);
  return copy;
}

const q = 'base_model.model.model.layers.0.self_attn.q_proj';
function tensor(name: string, shape: number[], value = 0.5): TensorToWrite {
  return { name, type: 'F32', shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) };
}
const pair = [tensor(`${q}.lora_A.weight`, [4, 16]), tensor(`${q}.lora_B.weight`, [16, 4])];

describe('an adapter that PEFT saved', () => {
  test.each(['plain', 'rank-stabilised', 'patterns', 'patterns-rank-stabilised', 'half'])(
    'has PEFT’s own ΔW in every module: %s',
    (name) => {
      const skill = readSkill(fixture(name));
      // PEFT computes a half-precision adapter's ΔW in half precision: 11 bits.
      expectDeltas(skill.adapter, new URL(`${name}.deltas.safetensors`, fixtures), name === 'half' ? 2e-3 : 1e-6);
    },
  );

  test('keeps what its configuration says', () => {
    const { config, lineage } = readSkill(fixture('plain'));
    expect(config).toMatchObject({ baseModel: 'tiny-llama', rank: 4, alpha: 8, dropout: 0.05, rankStabilised: false });
    expect([...(config.targets ?? [])].sort()).toEqual(['down_proj', 'k_proj', 'q_proj', 'up_proj', 'v_proj']);
    expect(lineage).toBeNull();
  });

  test('comes with its layers in the model’s order', () => {
    const layers = [...readSkill(fixture('plain')).adapter.keys()].map((module) => module.split('.')[2]);
    expect(layers).toEqual([...layers].sort());
  });

  test('is read when its keys carry the name "default"', () => {
    const named = pair.map((t) => ({ ...t, name: t.name.replace('.weight', '.default.weight') }));
    expect([...readSkill(changed({}, named)).adapter.keys()]).toEqual(['model.layers.0.self_attn.q_proj']);
  });
});

describe('an adapter that is more than low-rank changes of linear layers', () => {
  test.each([
    [{ use_dora: true }, /DoRA/],
    [{ bias: 'all' }, /biases/],
    [{ bias: 'lora_only' }, /biases/],
    [{ lora_bias: true }, /biases of its own/],
    [{ modules_to_save: ['lm_head'] }, /modules_to_save: lm_head/],
    [{ peft_type: 'LOHA' }, /LOHA/],
    [{ fan_in_fan_out: true }, /fan_in_fan_out/],
    [{ layer_replication: [[0, 2]] }, /layer_replication/],
    [{ target_parameters: ['experts.gate_up_proj'] }, /target_parameters: experts.gate_up_proj/],
    [{ trainable_token_indices: [1] }, /trainable_token_indices/],
    [{ alora_invocation_tokens: [1, 2] }, /alora_invocation_tokens/],
    [{ init_lora_weights: 'pissa_niter_4' }, /pissa_niter_4/],
    [{ use_qalora: true }, /use_qalora/],
    [{ use_bdlora: { nblocks: 2 } }, /use_bdlora/],
    [{ kasa_config: { beta: 1 } }, /kasa_config/],
    [{ use_something_new: true }, /use_something_new/],
    [{ rank_pattern: { '(a+)+': 4 } }, /repeats a group/],
    [{ alpha_pattern: { 'q_proj(': 4 } }, /no regular expression/],
  ])('is refused with the reason: %o', (config, reason) => {
    const copy = changed(config);
    expect(() => readSkill(copy)).toThrow(expect.objectContaining({ code: 'skill/unsupported' }));
    expect(() => readSkill(copy)).toThrow(reason);
  });

  test('is refused with all the reasons at once', () => {
    expect(() => readSkill(changed({ use_dora: true, bias: 'all' }))).toThrow(/biases.*; .*DoRA/);
  });

  test.each([
    [{ init_lora_weights: 'gaussian' }],
    [{ init_lora_weights: false }],
    [{ loftq_config: {}, eva_config: { rho: 2 } }],
    [{ modules_to_save: [], target_parameters: null, layers_to_transform: [0] }],
  ])('is not meant by settings of how training started: %o', (config) => {
    expect(readSkill(changed(config)).adapter.size).toBe(10);
  });

  test.each([
    ['base_model.model.model.embed_tokens.lora_embedding_A', [4, 32], /embedding/],
    [`${q}.lora_magnitude_vector`, [16], /DoRA/],
    [`${q}.lora_B.bias`, [16], /bias/],
    ['base_model.model.lm_head.weight', [32, 16], /something else/],
    ['base_model.model.conv.lora_A.weight', [4, 3, 2, 2], /convolution/],
    [`${q}.lora_A.other.weight`, [4, 16], /something else/],
  ])('is refused for its tensor %s', (name, shape, reason) => {
    const copy = changed({}, [...pair, tensor(name, shape)]);
    expect(() => readSkill(copy)).toThrow(expect.objectContaining({ code: 'skill/unsupported' }));
    expect(() => readSkill(copy)).toThrow(name);
    expect(() => readSkill(copy)).toThrow(reason);
  });
});

describe('a damaged folder', () => {
  test('that is not there says so', () => {
    expect(() => readSkill(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'skill/not-found' }));
  });

  test.each([
    ['a missing configuration', (copy: string) => rmSync(join(copy, 'adapter_config.json')), /adapter_config.json/],
    ['a configuration cut short', (c: string) => writeFileSync(join(c, 'adapter_config.json'), '{"r": 4'), /JSON/],
    [
      'a configuration without a rank',
      (c: string) => writeFileSync(join(c, 'adapter_config.json'), '{"peft_type":"LORA","lora_alpha":8}'),
      /"r"/,
    ],
    ['missing weights', (copy: string) => rmSync(join(copy, 'adapter_model.safetensors')), /adapter_model.safetensors/],
    [
      'weights cut short',
      (c: string) => {
        const path = join(c, 'adapter_model.safetensors');
        writeFileSync(path, readFileSync(path).subarray(0, -10));
      },
      /cut short/,
    ],
  ])('with %s is refused, saying what is wrong', (_, damage, message) => {
    const copy = changed({});
    damage(copy);
    expect(() => readSkill(copy)).toThrow(expect.objectContaining({ code: 'skill/bad-folder' }));
    expect(() => readSkill(copy)).toThrow(message);
  });

  test.each([
    ['one half of a pair', {}, [pair[0]!], /no lora_B/],
    ['a module twice', {}, [...pair, tensor(`${q}.lora_A.default.weight`, [4, 16])], /twice/],
    ['no tensors', {}, [], /without any tensor/],
    ['another rank than its configuration', { r: 8 }, pair, /rank 4 .* says 8/],
    ['a value that is not a number', {}, [pair[0]!, tensor(`${q}.lora_B.weight`, [16, 4], Number.NaN)], /not finite/],
    [
      'an infinite value',
      {},
      [tensor(`${q}.lora_A.weight`, [4, 16], Number.POSITIVE_INFINITY), pair[1]!],
      /not finite/,
    ],
  ])('with %s is refused', (_, config, tensors, message) => {
    const copy = changed(config, tensors);
    expect(() => readSkill(copy)).toThrow(expect.objectContaining({ code: 'skill/bad-folder' }));
    expect(() => readSkill(copy)).toThrow(message);
  });

  test('with a pickle is refused without reading it', () => {
    const copy = changed({});
    rmSync(join(copy, 'adapter_model.safetensors'));
    writeFileSync(join(copy, 'adapter_model.bin'), 'pickle');
    expect(() => readSkill(copy)).toThrow(expect.objectContaining({ code: 'skill/unsupported' }));
  });
});
