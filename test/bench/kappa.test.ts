import { describe, expect, test } from 'vitest';
import { agreement } from '../../core/bench/index.ts';

/** Two lists of grades from a table of counts, row by column. */
function graded(counts: readonly (readonly number[])[]): [number[], number[]] {
  const pairs = counts.flatMap((row, a) => row.flatMap((count, b) => Array.from({ length: count }, () => [a, b])));
  return [pairs.map(([a]) => a!), pairs.map(([, b]) => b!)];
}

describe('agreement', () => {
  test('of two grades is Cohen’s κ counted by hand', () => {
    // 50 things: both 0 on 20, both 1 on 15. Observed 0.7; expected 0.5 · 0.6 + 0.5 · 0.4 = 0.5; κ = 0.2 / 0.5.
    const found = agreement(...graded([[20, 5], [10, 15]])); // biome-ignore format: a table
    expect(found).toMatchObject({ n: 50, same: 0.7 });
    expect(found.kappa).toBeCloseTo(0.4, 12);
    // With two grades, weights make no difference.
    expect(found.quadraticKappa).toBeCloseTo(0.4, 12);
  });

  test('of three grades weighs a far disagreement more', () => {
    // Rows 4, 4, 2 and columns 4, 4, 2 of 10; on the diagonal 3, 2, 1.
    const found = agreement(...graded([[3, 1, 0], [0, 2, 2], [1, 1, 0]])); // biome-ignore format: a table
    // observed 0.5; expected (4 · 4 + 4 · 4 + 2 · 2) / 100 = 0.36; κ = 0.14 / 0.64
    expect(found.kappa).toBeCloseTo(0.14 / 0.64, 12);
    // disagreement (1 + 2 + 1 + 4 · 1) / 10 = 0.8; by chance (16 + 8 + 16 + 8 + 4 · 16) / 100 = 1.12
    expect(found.quadraticKappa).toBeCloseTo(1 - 0.8 / 1.12, 12);
  });

  test('is 1 where all grades are the same, half points among them, and −1 where they are opposite', () => {
    expect(agreement([0, 1.5, 2], [0, 1.5, 2])).toEqual({ n: 3, same: 1, kappa: 1, quadraticKappa: 1 });
    expect(agreement([0, 2], [2, 0])).toMatchObject({ same: 0, kappa: -1, quadraticKappa: -1 });
  });

  test('leaves out what either has not graded, and is null where nothing can be told', () => {
    expect(agreement([1, null, 0, 2], [1, 1, null, 0])).toMatchObject({ n: 2, same: 0.5 });
    expect(agreement([null], [1])).toEqual({ n: 0, same: null, kappa: null, quadraticKappa: null });
    expect(agreement([2, 2], [2, 2])).toEqual({ n: 2, same: 1, kappa: null, quadraticKappa: null });
  });
});
