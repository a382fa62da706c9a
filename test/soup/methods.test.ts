import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../core/engine/index.ts';
import { readSkill } from '../../core/skill/index.ts';
import { concatenate, mergeMethods, oneHotCoefficients, staticCoefficients } from '../../core/soup/index.ts';
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
