import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../core/engine/index.ts';
import { openSafetensors } from '../../core/engine/weights/safetensors.ts';
import { readSkill } from '../../core/skill/index.ts';
import {
  concatenate,
  type Keeps,
  mergeMethods,
  oneHotCoefficients,
  staticCoefficients,
} from '../../core/soup/index.ts';
import { deltaOf, expectClose, expectDeltas, loraModule } from '../skill/delta.ts';

const fixtures = new URL('../fixtures/soup/', import.meta.url);
const load = (path: string) => readSkill(fileURLToPath(new URL(path, fixtures))).adapter;
const plain = load('../skill/plain');
const second = load('second');
const stabilised = load('../skill/rank-stabilised');
const patterns = load('../skill/patterns');

describe('concatenation', () => {
  test.each([
    ['two skills over partly different modules', [plain, second], [0.625, 0.3], 'cat'],
    [
      'three, one rank-stabilised, one of many ranks, one subtracted',
      [plain, stabilised, patterns],
      [0.5, -0.25, 1.5],
      'cat-of-three',
    ],
  ] as const)('gives PEFT’s ΔW for %s', (_, skills, weights, name) => {
    const merged = concatenate(skills, staticCoefficients(skills, weights));
    expectDeltas(merged, new URL(`${name}.deltas.safetensors`, fixtures));
    for (const { scaling } of merged.values()) expect(scaling).toBe(1);
  });

  test('has the sum of the ranks where both skills adapt a module, and one skill’s where only it does', () => {
    const merged = concatenate([plain, second], staticCoefficients([plain, second]));
    expect(merged.get('model.layers.0.self_attn.q_proj')!.rank).toBe(8);
    expect(merged.get('model.layers.0.self_attn.o_proj')!.rank).toBe(4);
  });

  test('takes each module’s own coefficients', () => {
    const skills = [plain, plain];
    const own = new Map([...plain.keys()].map((module, i) => [module, [i, 2]]));
    for (const [module, lora] of concatenate(skills, { skills: 2, values: own })) {
      const factor = own.get(module)![0]! + 2;
      expectClose(
        deltaOf(lora),
        deltaOf(plain.get(module)!).map((value) => value * factor),
        1e-6,
        module,
      );
    }
  });

  test('with coefficient 1 for one skill is that skill', () => {
    const merged = concatenate([plain, second], oneHotCoefficients([plain, second], 1));
    for (const [module, lora] of merged) {
      const own = second.get(module);
      if (own === undefined) expect(deltaOf(lora).every((value) => Math.abs(value) === 0)).toBe(true);
      else expectClose(deltaOf(lora), deltaOf(own), 1e-6, module);
    }
  });

  test('equals Σ c s B A for any ranks, sizes and coefficients', () => {
    const value = fc.float({ min: -4, max: 4, noNaN: true });
    const skill = (inSize: number, outSize: number) =>
      fc.integer({ min: 1, max: 5 }).chain((rank) =>
        fc.record({
          rank: fc.constant(rank),
          a: fc.array(value, { minLength: rank * inSize, maxLength: rank * inSize }),
          b: fc.array(value, { minLength: rank * outSize, maxLength: rank * outSize }),
          scaling: fc.constantFrom(0.5, 1, 2, 0.3),
          coefficient: value,
        }),
      );
    const soup = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([inSize, outSize]) => fc.array(skill(inSize, outSize), { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(soup, (parts) => {
        const skills = parts.map(({ rank, a, b, scaling }) => new Map([['m', loraModule(rank, a, b, scaling)]]));
        const values = new Map([['m', parts.map(({ coefficient }) => coefficient)]]);
        const merged = deltaOf(concatenate(skills, { skills: skills.length, values }).get('m')!);
        const wanted = merged.map((_, i) =>
          skills.reduce((sum, s, k) => sum + parts[k]!.coefficient * deltaOf(s.get('m')!)[i]!, 0),
        );
        for (const [i, wantedValue] of wanted.entries()) expect(Math.abs(merged[i]! - wantedValue)).toBeLessThan(1e-3);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('linear merging', () => {
  test.each([
    ['two skills over partly different modules', [plain, second], [0.625, 0.3], 'linear'],
    ['a rank-stabilised skill subtracted', [plain, stabilised], [0.5, -0.75], 'linear-negative'],
  ] as const)('gives PEFT’s ΔW for %s', (_, skills, weights, name) => {
    const merged = mergeMethods.linear.merge(skills, staticCoefficients(skills, weights));
    expectDeltas(merged, new URL(`${name}.deltas.safetensors`, fixtures), 3e-6);
  });

  test('refuses unequal ranks, naming the module and the way out', () => {
    const merge = () => mergeMethods.linear.merge([plain, patterns], staticCoefficients([plain, patterns]));
    expect(merge).toThrow(expect.objectContaining({ code: 'soup/incompatible' }));
    expect(merge).toThrow(/equal ranks, and model\.layers\.0\.\S+ has rank 4 in skill 1 and \d in skill 2; "cat"/);
  });
});

describe('TIES', () => {
  test.each([
    ['two skills over partly different modules', [plain, second], [0.625, 0.3], 0.4, 'ties'],
    ['a rank-stabilised skill subtracted', [plain, stabilised], [0.5, -0.75], 0.7, 'ties-negative'],
    ['three skills', [plain, second, stabilised], [1.5, 0.5, 0.8], 0.33, 'ties-of-three'],
    ['nothing trimmed', [plain, second], [1, 1], 1, 'ties-whole'],
  ] as const)('gives PEFT’s ΔW for %s', (_, skills, weights, density, name) => {
    const merged = mergeMethods.ties.merge(skills, staticCoefficients(skills, weights), { density });
    expectDeltas(merged, new URL(`${name}.deltas.safetensors`, fixtures), 3e-6);
  });

  test('keeps the largest values, and of those that disagree the side whose sum is greater', () => {
    const skill = (a: number[]) => new Map([['m', loraModule(1, a, [1])]]);
    const skills = [skill([4, -1, 2, 0.5]), skill([-3, 0.25, 2, -1])];
    const half = mergeMethods.ties.merge(skills, staticCoefficients(skills, 1), { density: 0.5 }).get('m')!;
    // Kept: 4, 2 of the first; -3, 2 of the second. At the first place 4 − 3 > 0, so 4 alone; then (2 + 2) / 2.
    expect([...half.a]).toEqual([4, 0, 2, 0]);
  });
});

describe('DARE', () => {
  test.each([
    ['dare', [plain, second], [0.625, 0.3], 0.4, 'dare'],
    ['dare', [plain, stabilised], [0.5, -0.75], 0.7, 'dare-negative'],
    ['dare-ties', [plain, second, stabilised], [1.5, 0.5, -0.8], 0.6, 'dare-ties'],
  ] as const)('as %s gives PEFT’s ΔW for the values that PEFT kept: %#', (method, skills, weights, density, name) => {
    const keeps = masksOf(skills, name);
    const merged = mergeMethods[method].merge(skills, staticCoefficients(skills, weights), { density, keeps });
    expectDeltas(merged, new URL(`${name}.deltas.safetensors`, fixtures), 3e-6);
  });

  test('keeps about as many values as it is told, the same ones for the same seed', () => {
    const wide: Adapter = new Map([['m', loraModule(1, new Array(20_000).fill(1), [1])]]);
    const merge = (seed: number) =>
      mergeMethods.dare.merge([wide], staticCoefficients([wide], 1), { density: 0.25, seed }).get('m')!.a;
    const kept = merge(1).filter((value) => value !== 0);
    expect(new Set(kept)).toEqual(new Set([4]));
    // Five standard deviations of a binomial of 20,000 at 0.25.
    expect(Math.abs(kept.length - 5000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.25 * 0.75));
    expect(merge(1)).toEqual(merge(1));
    expect(merge(2)).not.toEqual(merge(1));
  });
});

describe('a method that drops values', () => {
  test.each(['ties', 'dare', 'dare-ties'] as const)(
    '%s refuses unequal ranks and densities that are no share',
    (name) => {
      const method = mergeMethods[name];
      expect(() => method.merge([plain, patterns], staticCoefficients([plain, patterns]))).toThrow(/equal ranks/);
      for (const density of [0, -1, 1.1, Number.NaN]) {
        expect(() => method.merge([plain], staticCoefficients([plain], 1), { density })).toThrow(/density/);
      }
    },
  );

  test.each(['ties', 'dare', 'dare-ties'] as const)('%s can prune once and then weigh as often as wanted', (name) => {
    const { merge, prune } = mergeMethods[name];
    const skills = [plain, second];
    const options = { density: 0.4, seed: 3 };
    const pruned = prune!(skills, options);
    for (const weights of [
      [1, 1],
      [1.4, -0.5],
    ]) {
      const coefficients = staticCoefficients(skills, weights);
      expect(merge(pruned, coefficients, { density: 1 })).toEqual(merge(skills, coefficients, options));
    }
  });
});

/** The masks that PEFT drew, in its order: module by module as the model has them, A of each skill, then B of each. */
function masksOf(skills: readonly Adapter[], name: string): Keeps {
  const set = openSafetensors(fileURLToPath(new URL(`${name}.masks.safetensors`, fixtures)));
  const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];
  const layerOf = (module: string) => Number(/layers\.(\d+)/.exec(module)![1]);
  const targetOf = (module: string) => targets.indexOf(module.split('.').at(-1)!);
  const modules = [...new Set(skills.flatMap((skill) => [...skill.keys()]))].sort(
    (a, b) => layerOf(a) - layerOf(b) || targetOf(a) - targetOf(b),
  );
  const drawn = modules.flatMap((module) =>
    (['a', 'b'] as const).flatMap((side) =>
      skills.flatMap((skill, i) => (skill.has(module) ? [`${module} ${side} ${i}`] : [])),
    ),
  );
  expect(set.tensors.size).toBe(drawn.length);
  const tensors = [...set.tensors.keys()].sort();
  return ({ module, side, skill }) => {
    const { offset, length, file } = set.tensors.get(tensors[drawn.indexOf(`${module} ${side} ${skill}`)]!)!;
    const bytes = readFileSync(join(set.folder, file)).subarray(offset, offset + length);
    return (at) => bytes[at] === 1;
  };
}

describe('every method', () => {
  const one: Adapter = new Map([['q', loraModule(1, [1, 2], [3])]]);
  const wide: Adapter = new Map([['q', loraModule(1, [1, 2, 3], [3])]]);
  const cases = Object.values(mergeMethods).flatMap(
    (method) =>
      [
        [
          method.name,
          'skills of different base models',
          () => method.merge([one, wide], staticCoefficients([one, wide])),
        ],
        [
          method.name,
          'coefficients for another number of skills',
          () => method.merge([one], staticCoefficients([one, one])),
        ],
        [method.name, 'coefficients for other modules', () => method.merge([one], { skills: 1, values: new Map() })],
        [
          method.name,
          'a coefficient that is no number',
          () => method.merge([one], staticCoefficients([one], Number.NaN)),
        ],
        [method.name, 'no skills', () => method.merge([], { skills: 0, values: new Map() })],
      ] as const,
  );
  test.each(cases)('%s refuses %s', (_, __, merge) => {
    expect(merge).toThrow(expect.objectContaining({ code: 'soup/incompatible' }));
  });
});
