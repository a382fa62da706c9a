import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normalFrom, seededRandom } from '../../core/engine/index.ts';
import { cmaSettings, createCma } from '../../core/soup/cma-es.ts';
import { matrixRoot } from '../../core/soup/matrix-root.ts';

interface Run {
  readonly start: number[];
  readonly sigma: number;
  readonly settings: Record<string, number>;
  readonly generations: { draws: number[]; mean: number[]; sigma: number; covariance?: number[][] }[];
}
const runs = JSON.parse(readFileSync(new URL('../fixtures/soup/cma.json', import.meta.url), 'utf8')) as Record<
  string,
  Run
>;

type Objective = (x: readonly number[]) => number;
const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
const objectives: Record<string, Objective> = {
  sphere: (x) => sum(x.map((value) => value ** 2)),
  ellipsoid: (x) => sum(x.map((value, i) => 10 ** ((6 * i) / (x.length - 1)) * value ** 2)),
  rosenbrock: (x) => sum(x.slice(1).map((next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)),
  two: ([x = 0, y = 0]) => (x - 0.8) ** 2 + 3 * (y + 0.2) ** 2 + x * y,
};

/** Largest difference, relative to the largest of what is wanted. */
function error(found: readonly number[], wanted: readonly number[]): number {
  expect(found).toHaveLength(wanted.length);
  const size = Math.max(...wanted.map(Math.abs));
  return Math.max(...found.map((value, i) => Math.abs(value - wanted[i]!))) / size;
}

describe('CMA-ES against PyPI’s cma', () => {
  test.each(Object.keys(runs))('goes the same way over %s, given the same normal draws', (name) => {
    const { start, sigma, generations } = runs[name]!;
    const draws = generations.flatMap((generation) => generation.draws);
    const search = createCma({ mean: start, sigma, normal: () => draws.shift()! });
    for (const [i, wanted] of generations.entries()) {
      search.tell(search.ask().map(objectives[name]!));
      const { state } = search;
      expect(error(state.mean, wanted.mean), `mean of generation ${i}`).toBeLessThan(1e-8);
      expect(error([state.sigma], [wanted.sigma]), `sigma of generation ${i}`).toBeLessThan(1e-8);
      if (wanted.covariance)
        expect(error(state.covariance.flat(), wanted.covariance.flat()), `covariance ${i}`).toBeLessThan(1e-8);
    }
    expect(draws).toEqual([]);
  });

  test.each(Object.keys(runs))('has its settings for the dimensions of %s', (name) => {
    const { start, settings } = runs[name]!;
    const own = cmaSettings(start.length) as unknown as Record<string, number>;
    for (const [setting, value] of Object.entries(settings)) expect(own[setting], setting).toBeCloseTo(value, 12);
  });
});

describe('CMA-ES', () => {
  test.each([
    ['sphere', 8, 3000],
    ['ellipsoid', 6, 6000],
    ['rosenbrock', 5, 8000],
  ] as const)('finds the minimum of %s in %i dimensions', (name, n, budget) => {
    for (const seed of [1, 2, 3]) {
      const search = createCma({ mean: Array(n).fill(0.3), sigma: 0.5, normal: normalFrom(seededRandom(seed)) });
      let best = Infinity;
      for (let used = 0; used < budget && best > 1e-9; used += search.populationSize) {
        const values = search.ask().map(objectives[name]!);
        best = Math.min(best, ...values);
        search.tell(values);
      }
      expect(best).toBeLessThan(1e-9);
    }
  });

  test('does not mind a shift, a stretch or a monotone change of the values', () => {
    const run = (objective: Objective) => {
      const search = createCma({ mean: [1, 1, 1], sigma: 0.5, normal: normalFrom(seededRandom(4)) });
      for (let i = 0; i < 20; i++) search.tell(search.ask().map(objective));
      return search.state;
    };
    const plain = run(objectives.ellipsoid!);
    expect(run((x) => Math.log(objectives.ellipsoid!(x)) - 7)).toEqual(plain);
  });
});

test('a root and an inverse root are those of the matrix', () => {
  const matrix = [
    [4, 1, 0.5],
    [1, 3, -0.25],
    [0.5, -0.25, 2],
  ];
  const { root, inverseRoot, condition } = matrixRoot(matrix);
  const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
    a.map((row) => b[0]!.map((_, j) => sum(row.map((value, k) => value * b[k]![j]!))));
  expect(error(product(root, root).flat(), matrix.flat())).toBeLessThan(1e-14);
  expect(error(product(product(inverseRoot, matrix), inverseRoot).flat(), [1, 0, 0, 0, 1, 0, 0, 0, 1])).toBeLessThan(
    1e-14,
  );
  expect(condition).toBeGreaterThan(1);
});
