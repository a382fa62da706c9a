import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitHeldOut } from '../../core/study/index.ts';

const items = Array.from({ length: 100 }, (_, i) => i);

it('sets the share aside, each example on one side and in its order', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (n, share, seed) => {
      const all = items.slice(0, n);
      const { train, heldOut } = splitHeldOut(all, share, seed);
      expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(all);
      expect(train).toEqual([...train].sort((a, b) => a - b));
      expect(heldOut).toEqual([...heldOut].sort((a, b) => a - b));
      if (share > 0 && n >= 2) {
        expect(heldOut.length).toBeGreaterThan(0);
        expect(train.length).toBeGreaterThan(0);
        expect(Math.abs(heldOut.length - n * share)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('chooses by the seed', () => {
  expect(splitHeldOut(items, 0.05, 1).heldOut).toHaveLength(5);
  expect(splitHeldOut(items, 0.05, 1)).toEqual(splitHeldOut(items, 0.05, 1));
  expect(splitHeldOut(items, 0.05, 1).heldOut).not.toEqual(splitHeldOut(items, 0.05, 2).heldOut);
});

it('sets nothing aside for a share of nothing or a single example', () => {
  expect(splitHeldOut(items, 0, 1).heldOut).toEqual([]);
  expect(splitHeldOut([1], 0.5, 1)).toEqual({ train: [1], heldOut: [] });
});
