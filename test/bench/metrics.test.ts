import { describe, expect, test } from 'vitest';
import { meanInterval, pairedDifference, signTest } from '../../core/bench/index.ts';

/** The whole bootstrap distribution of the mean: every way to draw n of n values, each as likely. Sorted. */
function allResampledMeans(values: readonly number[]): number[] {
  let sums = [0];
  for (let i = 0; i < values.length; i++) sums = sums.flatMap((sum) => values.map((value) => sum + value));
  return sums.map((sum) => sum / values.length).sort((a, b) => a - b);
}

describe('mean with interval', () => {
  test('has the percentiles of the whole bootstrap distribution, to sampling error', () => {
    const values = [0.1, 0.4, 0.45, 0.8, 0.95, 0.2];
    const means = allResampledMeans(values); // 6⁶ = 46,656 of them
    const { mean, low, high } = meanInterval(values, { seed: 3, resamples: 40_000 });
    expect(mean).toBeCloseTo(2.9 / 6, 12);
    expect(low).toBeCloseTo(means[Math.floor(0.025 * means.length)]!, 2);
    expect(high).toBeCloseTo(means[Math.floor(0.975 * means.length)]!, 2);
  });

  test('of two values reaches from one to the other, since each is drawn twice a quarter of the time', () => {
    expect(meanInterval([0, 1])).toEqual({ mean: 0.5, low: 0, high: 1 });
  });

  // The mean of n draws from n values of which h are 1 and the others 0 is Binomial(n, h/n) / n.
  test.each([
    [[0, 0, 0, 1], 0, 0.75], // P(0) = 81/256; P(4) = 1/256 and P(≥ 3) = 13/256 on either side of 2.5 %
    [[0, 1, 1, 1, 1], 0.4, 1], // P(≤ 1) = 21/3125 and P(≤ 2) = 181/3125; P(5) = 1024/3125
    [[0, 0, 1], 0, 1], // P(3) = 1/27 is more than 2.5 %
  ])('of %j is what counting the draws by hand gives', (values, low, high) => {
    const found = meanInterval(values);
    expect(found.mean).toBeCloseTo(values.reduce((sum, x) => sum + x, 0) / values.length, 12);
    expect([found.low, found.high]).toEqual([low, high]);
  });

  test('of many values is near the normal interval', () => {
    const values = Array.from({ length: 400 }, (_, i) => i / 399);
    const half = (1.96 * Math.sqrt(values.reduce((s, v) => s + (v - 0.5) ** 2, 0) / 400)) / Math.sqrt(400);
    const { low, high } = meanInterval(values, { seed: 1 });
    expect(low).toBeCloseTo(0.5 - half, 2);
    expect(high).toBeCloseTo(0.5 + half, 2);
  });

  test('is the same for the same seed, and another for another', () => {
    const values = [0.3, 0.9, 0.2, 0.7, 0.65, 0.1, 0.35];
    expect(meanInterval(values, { seed: 5, resamples: 200 })).toEqual(
      meanInterval(values, { seed: 5, resamples: 200 }),
    );
    expect(meanInterval(values, { seed: 5, resamples: 200 })).not.toEqual(
      meanInterval(values, { seed: 6, resamples: 200 }),
    );
  });

  test('leaves unscored values out, and is null when none is scored', () => {
    expect(meanInterval([null, 0.5, null])).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(meanInterval([null])).toEqual({ mean: null, low: null, high: null });
  });
});

describe('paired difference', () => {
  test('counts question by question, leaving out those that either side has no score for', () => {
    const found = pairedDifference([1, 0.5, null, 0.25, 0.5], [0.5, 0.5, 1, 0.5, null]);
    expect(found).toMatchObject({ n: 3, wins: 1, losses: 1, ties: 1, p: 1 });
    expect(found.mean).toBeCloseTo(0.25 / 3, 12);
    expect(found.low).toBeCloseTo(-0.25, 12); // the losing question drawn three times: 1 in 27
    expect(found.high).toBeCloseTo(0.5, 12);
  });

  test('of a system with itself is nothing', () => {
    expect(pairedDifference([0.2, 0.9], [0.2, 0.9])).toMatchObject({ mean: 0, low: 0, high: 0, ties: 2, p: 1 });
  });
});

describe('sign test', () => {
  test.each([
    [8, 2, 0.109375], // 2 (1 + 10 + 45) / 1024
    [2, 8, 0.109375],
    [5, 0, 0.0625], // 2 / 32
    [3, 3, 1],
    [0, 0, 1],
    [1, 0, 1],
  ])('of %i wins and %i losses gives %f', (wins, losses, p) => {
    expect(signTest(wins, losses)).toBeCloseTo(p, 12);
  });

  test('of thousands of questions neither overflows nor vanishes', () => {
    // Normal approximation with continuity correction: z = (2060 − 1940 − 1) / √4000 = 1.8816, p = 0.0599
    expect(signTest(2060, 1940)).toBeCloseTo(0.0599, 3);
  });
});
