import { describe, expect, test } from 'vitest';
import { mergeMethods, searchWeights, staticCoefficients, type WeightSearch } from '../../core/soup/index.ts';
import { deltaOf, expectClose, loraModule } from '../skill/delta.ts';

/** Least at (0.9, 0.4), of 1 nat. */
const bowl = async ([a = 0, b = 0]: readonly number[]) => 1 + (a - 0.9) ** 2 + 2 * (b - 0.4) ** 2;
const settings: WeightSearch = { skills: 2, budget: 60, seed: 3, loss: bowl };

describe('the search for weights', () => {
  test('finds the weights of least loss and size, and keeps all that it measured', async () => {
    const found = await searchWeights({ ...settings, budget: 200 });
    // of (a − 0.9)² + 0.05 a the least is at 0.875, of 2 (b − 0.4)² + 0.05 b at 0.3875
    expect(found.weights[0]).toBeCloseTo(0.875, 3);
    expect(found.weights[1]).toBeCloseTo(0.3875, 3);
    expect(found.evaluations).toHaveLength(200);
    expect(Math.min(...found.evaluations.map(({ value }) => value))).toBe(found.value);
    for (const { weights, loss, value } of found.evaluations)
      expect(value).toBeCloseTo(loss + 0.05 * (Math.abs(weights[0]!) + Math.abs(weights[1]!)), 12);
    expect(found).toMatchObject({ seed: 3, budget: 200 });
  });

  test('measures as often as it may, also within a generation', async () => {
    for (const budget of [1, 5, 6, 7, 40]) {
      let measured = 0;
      const loss = async (weights: readonly number[]) => {
        measured += 1;
        return bowl(weights);
      };
      expect((await searchWeights({ ...settings, budget, loss })).evaluations).toHaveLength(budget);
      expect(measured).toBe(budget);
    }
  });

  test('stays within its bounds, where the least may lie', async () => {
    const { weights, evaluations } = await searchWeights({
      ...settings,
      budget: 300,
      loss: async ([a = 0, b = 0]) => 10 - a + b,
    });
    for (const one of evaluations) for (const weight of one.weights) expect(Math.abs(weight)).toBeLessThanOrEqual(1.5);
    expect(weights[0]).toBeCloseTo(1.5, 2);
    expect(weights[1]).toBeCloseTo(-1.5, 2);
  });

  test('goes the same way for a seed, another for another, and on from where it was broken off', async () => {
    const whole = await searchWeights(settings);
    expect(await searchWeights(settings)).toEqual(whole);
    expect((await searchWeights({ ...settings, seed: 4 })).evaluations[0]).not.toEqual(whole.evaluations[0]);
    for (const at of [1, 6, 23, 60]) {
      const fresh: unknown[] = [];
      // as it comes back from a file
      const known = JSON.parse(JSON.stringify(whole.evaluations.slice(0, at)));
      const resumed = await searchWeights({ ...settings, known, onEvaluation: (one) => fresh.push(one) });
      expect(resumed).toEqual(whole);
      expect(fresh).toEqual(whole.evaluations.slice(at));
    }
  });

  test('refuses to go on from another search, to search for one skill, and a loss that is no number', async () => {
    const { evaluations: known } = await searchWeights({ ...settings, seed: 4 });
    await expect(searchWeights({ ...settings, known })).rejects.toMatchObject({ code: 'training/bad-checkpoint' });
    await expect(searchWeights({ ...settings, skills: 1 })).rejects.toMatchObject({ code: 'soup/incompatible' });
    const loss = async () => Number.NaN;
    await expect(searchWeights({ ...settings, loss })).rejects.toMatchObject({ code: 'training/diverged' });
  });
});

describe('LoRA Hub’s merge', () => {
  test('weighs A and B apart by the same weights', () => {
    const skills = [
      new Map([['q', loraModule(2, [1, 2, 3, 4], [1, -1, 0.5, 2], 2)]]),
      new Map([['q', loraModule(2, [0, 1, -1, 2], [3, 1, 1, 0], 2)]]),
    ];
    const [v, w] = [0.7, -0.4];
    const merged = mergeMethods.lorahub.merge(skills, staticCoefficients(skills, [v, w])).get('q')!;
    const sum = (side: 'a' | 'b') =>
      Array.from(skills[0]!.get('q')![side], (value, i) => v * value + w * skills[1]!.get('q')![side][i]!);
    expectClose(deltaOf(merged), deltaOf(loraModule(2, sum('a'), sum('b'), 2)), 1e-6, 'q');
  });

  test('shares out unequal scalings, and at weight 1 alone is the skill itself', () => {
    const skills = [
      new Map([['q', loraModule(1, [1, 2], [3, 4], 0.5)]]),
      new Map([['q', loraModule(1, [5, 6], [7, 8], 2)]]),
    ];
    for (const i of [0, 1]) {
      const alone = mergeMethods.lorahub.merge(skills, staticCoefficients(skills, i === 0 ? [1, 0] : [0, 1])).get('q')!;
      expectClose(deltaOf(alone), deltaOf(skills[i]!.get('q')!), 1e-6, 'q');
    }
  });
});
