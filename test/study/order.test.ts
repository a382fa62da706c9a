import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/engine/random.ts';
import { shuffle } from '../../core/study/index.ts';

describe('shuffle', () => {
  const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });

  it('gives each place once', () => {
    fc.assert(
      fc.property(whole, fc.nat(100), fc.nat(300), (seed, epoch, n) => {
        const sorted = shuffle(seed, epoch, n).sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('depends on nothing but seed, epoch and number', () => {
    expect(shuffle(7, 2, 100)).toEqual(shuffle(7, 2, 100));
    expect(shuffle(7, 2, 100)).not.toEqual(shuffle(7, 3, 100));
    expect(shuffle(7, 2, 100)).not.toEqual(shuffle(8, 2, 100));
    expect(shuffle(7, 2, 100)).not.toEqual(shuffle(2, 7, 100));
  });

  it('puts every item in every place about equally often', () => {
    const n = 5;
    const runs = 5000;
    const counts = Array.from({ length: n }, () => new Array<number>(n).fill(0));
    for (let seed = 0; seed < runs; seed++) {
      for (const [place, item] of shuffle(seed, 0, n).entries()) counts[item]![place]!++;
    }
    // Binomial with p = 1/5: standard deviation √(5000 · 0.2 · 0.8) ≈ 28; five of them.
    for (const row of counts) for (const count of row) expect(Math.abs(count - runs / n)).toBeLessThan(142);
  });
});

describe('seededRandom', () => {
  it('gives the numbers of mulberry32, computed apart in Python', () => {
    const take = (seed: number) => {
      const random = seededRandom(seed);
      return [random() * 2 ** 32, random() * 2 ** 32, random() * 2 ** 32];
    };
    expect(take(0)).toEqual([1144304738, 1416247, 958946056]);
    expect(take(42)).toEqual([2581720956, 1925393290, 3661312704]);
  });
});
