import { describe, expect, it } from 'vitest';
import { fallenSides, gateSide } from '../../core/bench/index.ts';

const side = (bot: readonly number[], previous: readonly number[]) =>
  gateSide(
    bot.map((value) => [value]),
    previous.map((value) => [value]),
  );

describe('a side of the gate', () => {
  it('compares text by text, a mean token of each', () => {
    const found = gateSide([[-1, -3], [-2], null], [[-2, -4], [-2], [-1]]);
    expect(found).toMatchObject({ n: 2, bot: -2, previous: -2.5, mean: 0.5, wins: 1, losses: 0, ties: 1 });
  });

  it('compares two models that cut a text otherwise on the same text', () => {
    // −6 over the whole text for both, in two tokens and in three
    expect(gateSide([[-3, -3]], [[-2, -2, -2]])).toMatchObject({ bot: -3, previous: -3, mean: 0 });
  });

  it('leaves out what has no finite score', () => {
    expect(gateSide([[-1], [Number.NEGATIVE_INFINITY], []], [[-1], [-1], []])).toMatchObject({ n: 1, mean: 0 });
  });
});

describe('what speaks against a newer bot', () => {
  const same = side([-1, -2, -3], [-1, -2, -3]);
  it('is a side whose whole interval lies below 0', () => {
    const worse = side([-2, -3, -4], [-1, -2, -3]);
    expect(fallenSides({ manual: worse, general: same })).toEqual(['manual']);
    expect(fallenSides({ manual: worse, general: worse })).toEqual(['manual', 'general']);
  });

  it('is not what stays, rises, or falls within the interval', () => {
    const noisy = side([-1, -4, -3], [-3, -1, -2]);
    expect(noisy.mean).toBeLessThan(0);
    expect(fallenSides({ manual: same, general: noisy })).toEqual([]);
    expect(fallenSides({ manual: side([-1, -1], [-2, -2]), general: same })).toEqual([]);
  });

  it('is what could not be measured', () => {
    expect(fallenSides({ manual: side([], []), general: same })).toEqual(['manual']);
  });
});
