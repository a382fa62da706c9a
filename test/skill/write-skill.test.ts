import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openSafetensors } from '../../core/engine/weights/safetensors.ts';
import { readSkill, writeSkill } from '../../core/skill/index.ts';
import { loraModule } from './delta.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-skill-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = () => join(folder, `skill-${count++}`);
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/skill/${name}`, import.meta.url));
const small = new Map([['model.layers.0.self_attn.q_proj', loraModule(1, [1, 2], [3, 4, 5], 2)]]);

describe('a skill that was written', () => {
  test.each(['plain', 'rank-stabilised', 'patterns', 'patterns-rank-stabilised'])(
    'is read back to the bit, whatever its ranks and scalings: %s',
    (name) => {
      const { adapter } = readSkill(fixture(name));
      const path = fresh();
      writeSkill(path, { adapter, baseModel: 'tiny-llama' });
      const again = readSkill(path).adapter;
      expect([...again.keys()]).toEqual([...adapter.keys()]);
      for (const [module, lora] of adapter) {
        const { scaling, ...rest } = again.get(module)!;
        expect(rest).toEqual({ rank: lora.rank, a: lora.a, b: lora.b });
        expect(scaling).toBeCloseTo(lora.scaling, 14);
      }
    },
  );

  test('has the fields and keys that others look for', () => {
    const path = fresh();
    writeSkill(path, {
      adapter: small,
      baseModel: 'org/base',
      revision: 'abc',
      alpha: 2,
      dropout: 0.05,
      targets: ['q_proj'],
    });
    expect(JSON.parse(readFileSync(join(path, 'adapter_config.json'), 'utf8'))).toMatchObject({
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      base_model_name_or_path: 'org/base',
      revision: 'abc',
      r: 1,
      lora_alpha: 2,
      lora_dropout: 0.05,
      target_modules: ['q_proj'],
      bias: 'none',
      use_rslora: false,
      use_dora: false,
      rank_pattern: {},
      alpha_pattern: {},
      modules_to_save: null,
      inference_mode: true,
      peft_version: expect.any(String),
    });
    const shapes = [...openSafetensors(join(path, 'adapter_model.safetensors')).tensors.values()];
    expect(shapes.map(({ name, type, shape }) => ({ name, type, shape }))).toEqual([
      { name: 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight', type: 'F32', shape: [1, 2] },
      { name: 'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight', type: 'F32', shape: [3, 1] },
    ]);
  });

  test('keeps its lineage beside it', () => {
    const path = fresh();
    const lineage = { kind: 'manual', manualSha256: 'ff', seed: 3, recipe: { rank: 32 }, losses: [2.5, 1.25] } as const;
    writeSkill(path, { adapter: small, baseModel: 'base', lineage });
    expect(readSkill(path).lineage).toEqual(lineage);
  });

  test('is rounded to half precision when asked', () => {
    const path = fresh();
    const adapter = new Map([['m.q_proj', loraModule(1, [0.1, 1], [1 / 3, 65_504], 1)]]);
    writeSkill(path, { adapter, baseModel: 'base', type: 'F16' });
    const { a, b } = readSkill(path).adapter.get('m.q_proj')!;
    // The nearest halves: 0.1 → 1638 · 2⁻¹⁴, ⅓ → 1365 · 2⁻¹².
    expect([...a]).toEqual([1638 / 2 ** 14, 1]);
    expect([...b]).toEqual([1365 / 2 ** 12, 65_504]);
  });
});

describe('nothing is written', () => {
  test.each([
    ['not a number', 'F32', Number.NaN],
    ['too large for half precision', 'F16', 65_520],
  ] as const)('when a value is %s', (_, type, value) => {
    const path = fresh();
    const adapter = new Map([['m.q_proj', loraModule(1, [1, value], [1])]]);
    expect(() => writeSkill(path, { adapter, baseModel: 'base', type })).toThrow(
      expect.objectContaining({ code: 'skill/unsupported' }),
    );
    expect(existsSync(path)).toBe(false);
  });

  test('over a folder that holds something', () => {
    const path = fresh();
    mkdirSync(path);
    writeFileSync(join(path, 'mine.txt'), 'keep');
    expect(() => writeSkill(path, { adapter: small, baseModel: 'base' })).toThrow(
      expect.objectContaining({ code: 'skill/bad-folder' }),
    );
    expect(readdirSync(path)).toEqual(['mine.txt']);
  });

  test('by halves: a failure on the way leaves no folder and no trace', () => {
    const parent = fresh();
    mkdirSync(parent);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() =>
      writeSkill(join(parent, 'skill'), { adapter: small, baseModel: 'base', lineage: circle as never }),
    ).toThrow(/circular/);
    expect(readdirSync(parent)).toEqual([]);
  });
});
