import { describe, expect, test } from 'vitest';
import { eloRatings, type Match, winMatrix } from '../../core/bench/index.ts';

const won = (first: string, second: string): Match => ({ first, second, outcome: 1 });

describe('Elo ratings', () => {
  test('of one match move by K times what was not expected', () => {
    // Both expected ½: 200 ± 4 · ½.
    expect(eloRatings(['a', 'b'], [won('a', 'b')])).toEqual({
      a: { mean: 202, low: 202, high: 202 },
      b: { mean: 198, low: 198, high: 198 },
    });
  });

  test('of two wins follow the formula with base 10 and scale 400', () => {
    // After the first, 202 to 198: expected 1 / (1 + 10^(−4/400)) = 0.50575621; 202 + 4 · 0.49424379 = 203.97697517.
    const { a, b } = eloRatings(['a', 'b'], [won('a', 'b'), won('a', 'b')]);
    expect(a!.mean).toBeCloseTo(203.97697517, 6);
    expect(b!.mean).toBeCloseTo(196.02302483, 6);
    expect(a!.low).toBe(a!.high);
  });

  test('of a win each are the mean over the orders and draws, with all of them inside the interval', () => {
    const { a, b } = eloRatings(['a', 'b'], [won('a', 'b'), won('b', 'a')], { bootstraps: 40_000, seed: 3 });
    // Drawn with replacement: won twice or lost twice, a quarter each, 203.97697517 and 196.02302483; else one each, which
    // gives 202 − 4 · 0.50575621 = 199.97697517 or 198 + 4 · 0.50575621 = 200.02302483 by the order. Their mean is 200.
    expect(a!.mean).toBeCloseTo(200, 1);
    expect(a!.low).toBeCloseTo(196.02302483, 6);
    expect(a!.high).toBeCloseTo(203.97697517, 6);
    // What one gains the other loses.
    expect(a!.mean! + b!.mean!).toBeCloseTo(400, 9);
  });

  test('leave two that only tied where they began, and one that never met another without a rating', () => {
    const ratings = eloRatings(['a', 'b', 'c'], [{ first: 'a', second: 'b', outcome: 0.5 }]);
    expect(ratings.a).toEqual({ mean: 200, low: 200, high: 200 });
    expect(ratings.c).toEqual({ mean: null, low: null, high: null });
  });

  test('take other numbers, and are the same for the same seed', () => {
    const matches = [won('a', 'b'), won('b', 'c'), won('a', 'c'), won('c', 'a')];
    expect(eloRatings(['a', 'b'], [won('a', 'b')], { start: 1000, k: 32 }).a!.mean).toBe(1016);
    const drawn = (seed: number) => eloRatings(['a', 'b', 'c'], matches, { bootstraps: 50, seed });
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test('play 5,000 times unless told otherwise', () => {
    const matches = [won('a', 'b'), won('b', 'a')];
    expect(eloRatings(['a', 'b'], matches)).toEqual(eloRatings(['a', 'b'], matches, { bootstraps: 5000 }));
    expect(eloRatings(['a', 'b'], matches)).not.toEqual(eloRatings(['a', 'b'], matches, { bootstraps: 4999 }));
  });
});

test('a win matrix counts points row against column', () => {
  const matches: Match[] = [won('a', 'b'), won('b', 'a'), won('a', 'b'), { first: 'b', second: 'a', outcome: 0.5 }];
  expect(winMatrix(['a', 'b', 'c'], matches)).toEqual({
    systems: ['a', 'b', 'c'],
    shares: [
      [null, 2.5 / 4, null],
      [1.5 / 4, null, null],
      [null, null, null],
    ],
    matches: [
      [0, 4, 0],
      [4, 0, 0],
      [0, 0, 0],
    ],
  });
});
