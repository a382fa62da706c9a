import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/engine/random.ts';
import { sampleToken } from '../../core/engine/runtime/sampling.ts';

const plain = { temperature: 1, topP: 1, topK: 0, repetitionPenalty: 1 };
const nothing = new Set<number>();

function counts(options: typeof plain, draws = 4000): number[] {
  const random = seededRandom(3);
  const found = [0, 0, 0, 0];
  for (let i = 0; i < draws; i++) {
    const id = sampleToken(Float32Array.of(2, 1, 0, -1), options, nothing, random);
    found[id] = (found[id] as number) + 1;
  }
  return found.map((count) => count / draws);
}

describe('sampling a token', () => {
  it('draws with the probabilities of the softmax', () => {
    // e², e, 1, 1/e over their sum
    const expected = [0.6439, 0.2369, 0.0871, 0.0321];
    counts(plain).forEach((share, i) => {
      expect(Math.abs(share - (expected[i] as number))).toBeLessThan(0.02);
    });
  });

  it('sharpens with a low temperature and takes the likeliest at zero', () => {
    expect(counts({ ...plain, temperature: 0.1 })[0]).toBeGreaterThan(0.99);
    expect(counts({ ...plain, temperature: 0 })).toEqual([1, 0, 0, 0]);
  });

  it('keeps the fewest tokens that reach top-p', () => {
    // 0.64 < 0.8 ≤ 0.88: the first two
    const [a = 0, b = 0, ...rest] = counts({ ...plain, topP: 0.8 });
    expect(rest).toEqual([0, 0]);
    expect(Math.abs(a / (a + b) - 0.7311)).toBeLessThan(0.02);
  });

  it('keeps top-k tokens', () => {
    expect(counts({ ...plain, topK: 3 })[3]).toBe(0);
    expect(counts({ ...plain, topK: 1 })).toEqual([1, 0, 0, 0]);
  });

  it('makes tokens already seen less likely, whichever sign their logit has', () => {
    const penalty = { ...plain, temperature: 0, repetitionPenalty: 3 };
    expect(sampleToken(Float32Array.of(2, 1, 0, -1), penalty, new Set([0]), Math.random)).toBe(1);
    expect(sampleToken(Float32Array.of(-1, -2), penalty, new Set([0]), Math.random)).toBe(1);
  });
});
