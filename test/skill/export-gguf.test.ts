import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../core/engine/index.ts';
import { floatsFromHalves } from '../../core/engine/weights/float16.ts';
import { openGguf } from '../../core/engine/weights/gguf.ts';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';
import { exportGguf, readSkill } from '../../core/skill/index.ts';
import { deltaOf, expectClose, loraModule } from './delta.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-gguf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/skill/${name}`, import.meta.url));
const llama = { family: 'llama', headDim: 4 } as const;

function exported(
  adapter: Adapter,
  base: Parameters<typeof exportGguf>[1],
  options?: Parameters<typeof exportGguf>[3],
) {
  const path = join(mkdtempSync(join(folder, 'out-')), 'deeper', 'skill.gguf');
  exportGguf(adapter, base, path, options);
  return openGguf(path);
}

/** What llama.cpp adds to a weight: alpha / rank · B A, or B A when alpha is 0. */
function llamaDelta(file: ReturnType<typeof openGguf>, weight: string): Float64Array {
  const [a, b] = ['lora_a', 'lora_b'].map((side) => new Float32Array(file.bytes(`${weight}.${side}`).slice().buffer));
  const rank = file.tensors.get(`${weight}.lora_a`)!.shape[0]!;
  const alpha = file.metadata['adapter.lora.alpha'] as number;
  return deltaOf({ rank, a: a!, b: b!, scaling: alpha === 0 ? 1 : alpha / rank });
}

describe('a GGUF adapter', () => {
  test.each([
    ['llama', 'plain.gguf'],
    ['qwen2', 'qwen2.gguf'],
  ] as const)('over a %s base is what llama.cpp’s own converter makes', (family, reference) => {
    const ours = exported(readSkill(fixture('plain')).adapter, { family, headDim: 4 }, { name: 'Plain' });
    const theirs = openGguf(fixture(reference));
    expect({ ...ours.metadata }).toEqual({ ...theirs.metadata });
    expect([...ours.tensors.keys()].sort()).toEqual([...theirs.tensors.keys()].sort());
    for (const [name, { type, shape }] of theirs.tensors) {
      expect(ours.tensors.get(name), name).toMatchObject({ type, shape });
      expect(ours.bytes(name), name).toEqual(theirs.bytes(name));
    }
  });

  test('says "llama" of a Mistral base, as its converter does', () => {
    const file = exported(readSkill(fixture('plain')).adapter, { family: 'mistral', headDim: 4 });
    expect(file.metadata['general.architecture']).toBe('llama');
  });

  test.each(['patterns', 'rank-stabilised', 'patterns-rank-stabilised'])(
    'has PEFT’s ΔW whatever the ranks and scalings, q and k with their halves interleaved: %s',
    (name) => {
      const file = exported(readSkill(fixture(name)).adapter, llama);
      const deltas = openSafetensors(fixture(`${name}.deltas.safetensors`));
      expect(file.tensors.size).toBe(2 * deltas.tensors.size);
      const names: Record<string, string> = {
        q_proj: 'attn_q',
        k_proj: 'attn_k',
        v_proj: 'attn_v',
        up_proj: 'ffn_up',
        down_proj: 'ffn_down',
      };
      for (const [module, { shape }] of deltas.tensors) {
        const [, , layer, , part] = module.split('.');
        const wanted = Array.from(readTensor(deltas, module));
        const columns = shape[1]!;
        const rows = Array.from({ length: shape[0]! }, (_, i) => wanted.slice(i * columns, (i + 1) * columns));
        // Heads of 4 rows: the halves (0, 1) and (2, 3) become 0, 2, 1, 3.
        const order = part === 'q_proj' || part === 'k_proj' ? [0, 2, 1, 3] : [0, 1, 2, 3];
        const permuted = rows.flatMap((_, i) => rows[i - (i % 4) + order[i % 4]!]!);
        expectClose(llamaDelta(file, `blk.${layer}.${names[part!]}.weight`), permuted, 1e-6, module);
      }
    },
  );

  test('of scaling 0 changes nothing, though llama.cpp reads alpha 0 as "unscaled"', () => {
    const adapter = new Map([['model.layers.0.mlp.up_proj', loraModule(1, [1, 2], [3, 4], 0)]]);
    expect(llamaDelta(exported(adapter, llama), 'blk.0.ffn_up.weight').every((value) => value === 0)).toBe(true);
  });

  test('can hold half-precision numbers', () => {
    const adapter = new Map([['model.layers.3.mlp.down_proj', loraModule(1, [0.1, 1, -2], [0.5], 1)]]);
    const file = exported(adapter, llama, { type: 'F16' });
    expect(file.tensors.get('blk.3.ffn_down.weight.lora_a')).toMatchObject({ type: 'F16', shape: [1, 3] });
    expect([...floatsFromHalves(file.bytes('blk.3.ffn_down.weight.lora_a'), 'F16')]).toEqual([1638 / 2 ** 14, 1, -2]);
  });
});

describe('no GGUF adapter is written', () => {
  test.each([
    ['for a layer that has no counterpart', 'lm_head', [1, 2]],
    ['when half precision can’t hold a value', 'model.layers.0.mlp.up_proj', [1, 70_000]],
  ])('%s', (_, module, a) => {
    const path = join(folder, 'refused.gguf');
    expect(() => exportGguf(new Map([[module, loraModule(1, a, [1])]]), llama, path, { type: 'F16' })).toThrow(
      expect.objectContaining({ code: 'skill/unsupported' }),
    );
    expect(existsSync(path)).toBe(false);
  });
});
