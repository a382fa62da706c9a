import { describe, expect, test } from 'vitest';
import { sweepPoints } from '../../core/soup/index.ts';

describe('the points of a sweep', () => {
  test('are the paper’s: λ from 0.2 to 1 and each α from 1 to 2, in steps of 0.2', () => {
    expect(sweepPoints('linear', 2)).toHaveLength(36);
    for (const method of ['ties', 'dare'] as const) {
      const points = sweepPoints(method, 2);
      expect(points).toHaveLength(180);
      expect([...new Set(points.map(({ density }) => density))]).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
      for (const skill of [0, 1])
        expect([...new Set(points.map(({ weights }) => weights[skill]))]).toEqual([1, 1.2, 1.4, 1.6, 1.8, 2]);
      expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(180);
    }
  });

  test('have one α for all of more than two skills', () => {
    expect(sweepPoints('linear', 3).map(({ weights }) => weights)).toEqual(
      [1, 1.2, 1.4, 1.6, 1.8, 2].map((alpha) => [alpha, alpha, alpha]),
    );
    expect(sweepPoints('ties', 4)).toHaveLength(30);
  });

  test('can be others', () => {
    expect(sweepPoints('dare', 2, { densities: [0.5], alphas: [1] })).toEqual([{ density: 0.5, weights: [1, 1] }]);
  });
});
