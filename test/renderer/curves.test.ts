import { expect, test } from 'vitest';
import { alignedCurves, smoothed } from '../../renderer/charts/curves.ts';

test('curves over different steps stand over all of them, with gaps', () => {
  const a = {
    name: 'a',
    points: [
      { step: 1, value: 10 },
      { step: 3, value: 30 },
    ],
  };
  const b = {
    name: 'b',
    points: [
      { step: 2, value: 5 },
      { step: 3, value: 6 },
    ],
  };
  expect(alignedCurves([a, b])).toEqual([
    [1, 2, 3],
    [10, null, 30],
    [null, 5, 6],
  ]);
});

test('a running mean begins at the first value and follows by its weight', () => {
  const points = [4, 8, 8].map((value, i) => ({ step: i + 1, value }));
  // 4, 0.5·4 + 0.5·8, 0.5·6 + 0.5·8
  expect(smoothed(points, 0.5).map(({ value }) => value)).toEqual([4, 6, 7]);
});
