import { describe, expect, test } from 'vitest';
import { meanInterval, overSeeds, questionMeans, type Sample, seedScores } from '../../core/bench/index.ts';

describe('several seeds', () => {
  const scores = [
    [0, 1, 1, 0], // mean 0.5
    [0, 1, 0, 0], // mean 0.25
    [1, 1, 1, 0], // mean 0.75
  ];

  test('give the mean seed by seed and their standard deviation', () => {
    const found = overSeeds(scores);
    expect(found.means).toEqual([0.5, 0.25, 0.75]);
    expect(found.mean).toBeCloseTo(0.5, 12);
    expect(found.sd).toBeCloseTo(0.25, 12); // √((0² + 0.25² + 0.25²) / 2)
  });

  test('have an interval that draws each question with all its seeds', () => {
    const { low, high, mean } = overSeeds(scores);
    const means = questionMeans(scores);
    expect(means.map((x) => Number(x!.toFixed(6)))).toEqual([0.333333, 1, 0.666667, 0]);
    expect({ mean, low, high }).toEqual(meanInterval(means));
    // A question that is always right stays certain, whatever the number of its seeds.
    expect(overSeeds([[0, 1], [0, 1], [0, 1]])).toMatchObject({ low: 0, high: 1 }); // biome-ignore format: a table
  });

  test('leave out what was not scored, and have no deviation when there is one', () => {
    expect(overSeeds([[1, null], [0, 0.5], [null, null]])).toMatchObject({ means: [1, 0.25, null], mean: 0.5 }); // biome-ignore format: a table
    expect(overSeeds([[1, 0]]).sd).toBeNull();
    expect(overSeeds([])).toEqual({ mean: null, low: null, high: null, means: [], sd: null });
  });

  test('are taken from samples by seed and question', () => {
    const sample = (seed: number, index: number, score: number | null): Sample => ({
      system: 'base',
      index,
      seed,
      question: 'q',
      reference: 'r',
      answer: 'a',
      citations: [],
      scores: { f1: score },
      explanations: {},
      seconds: 0,
    });
    const samples = [
      sample(7, 1, 0.5),
      sample(3, 0, 1),
      sample(3, 1, null),
      { ...sample(7, 0, 0), system: 'ties' as const },
    ];
    expect(seedScores(samples, 'base', 'f1', { questions: 2, seeds: [3, 7] })).toEqual([
      [1, null],
      [null, 0.5],
    ]);
  });
});
