import { describe, expect, test } from 'vitest';
import {
  citation,
  exact,
  f1,
  facts,
  factsOf,
  likelihood,
  rating,
  rougeL,
  scorerTable,
  similarity,
} from '../../../core/bench/index.ts';
import { inputOf } from './input.ts';

describe('f1 and exact match', () => {
  test('say what was compared and how it came out', () => {
    const score = f1.score(inputOf('The dragon, red', 'a red dragon flies'));
    expect(score).toEqual({
      score: 0.8, // 2 shared of 2 and 3: 2 · 1 · ⅔ / (1 + ⅔)
      answerUsed: 'dragon red',
      explanation: '2 words shared, of 2 in the answer and 3 in the reference.',
    });
  });

  test('leave a sample without an answer unscored, while an empty answer scores 0', () => {
    for (const scorer of [f1, exact, rougeL]) {
      expect(scorer.score(inputOf(null, 'x')).score).toBeNull();
      expect(scorer.score(inputOf('', 'x')).score).toBe(0);
    }
  });
});

test('ROUGE-L counts the words that stand in the same order', () => {
  const score = rougeL.score(inputOf('The filter, clean it.', 'Clean the filter'));
  // "the filter" of 4 and 3 words: 2 · 2 / 7
  expect(score.score).toBeCloseTo(4 / 7, 12);
  expect(score.explanation).toBe('2 words in the same order, of 4 in the answer and 3 in the reference.');
});

describe('numbers and names', () => {
  test.each([
    ['The hit dice for a druid level is 1d8.', ['1d8']],
    ['The "Archery" style gives a +2 bonus.', ['2']],
    ['It is destroyed at 1/2 or 3,500 mm.', ['1/2', '3500']],
    ['A Half-Orc can speak Common and Orc.', ['half', 'orc', 'common']],
    ['You reach the fifth level, then the 14th.', ['5', '14']],
    ['Cool to −5.50 °C within two hours; a 3-4 hour wait is too long.', ['-5.5', '2', '3', '4']],
    ['Use the ranger’s bow and press DC.', ['dc']],
    ['Press the red button. Then wait.', []],
    ['Nimm 1,5 l Öl.', ['1.5', 'öl']],
  ])('of %j are %j', (text, found) => {
    expect(factsOf(text)).toEqual(found);
  });

  test('score their share that the answer holds, and say which', () => {
    const reference = 'Turn the Main Valve by 90 degrees, then wait 8.50 minutes.';
    expect(facts.score(inputOf('wait 8.5min at the main valve', reference))).toEqual({
      score: 0.75,
      answerUsed: 'main valve 8.5',
      explanation: 'Found: main, valve, 8.5. Missing: 90.',
    });
    expect(facts.score(inputOf('190 or 8.51', reference)).score).toBe(0);
  });

  test('leave out what the question gives, and do not score a reference without others', () => {
    const more = { question: 'What can a Druid do at 5th level?' };
    expect(facts.score(inputOf('Level five, 30 feet', 'A Druid of level 5 moves 30 feet.', more)).score).toBe(1);
    const nothing = facts.score(inputOf('a druid', 'At 5th level, the Druid flies.', more));
    expect(nothing.score).toBeNull();
    expect(nothing.explanation).toMatch(/no number or name/);
    expect(facts.score(inputOf(null, 'It is 7.')).score).toBeNull();
  });
});

describe('citation', () => {
  const cited = (...pages: number[]) => ({ citations: pages.map((page) => ({ page, text: '' })) });

  test('is right when the page of the answer is cited', () => {
    expect(citation.score(inputOf('x', 'y', { page: 3, ...cited(1, 3) })).score).toBe(1);
    expect(citation.score(inputOf('x', 'y', { page: 2, ...cited(1, 3) }))).toEqual({
      score: 0,
      answerUsed: '1, 3',
      explanation: 'Cited: page 1, 3; the answer is on page 2.',
    });
    expect(citation.score(inputOf('x', 'y', { page: 2 })).score).toBe(0);
  });

  test('is not scored where the suite names no page', () => {
    expect(citation.score(inputOf('x', 'y', cited(1))).score).toBeNull();
  });
});

describe('similarity', () => {
  const vectors: Record<string, number[]> = { near: [3, 4], reference: [4, 3], long: [-3, 4], none: [0, 0] };
  const embed = async (texts: readonly string[]) => ({
    vectors: texts.map((text) => vectors[text]!),
    cut: texts.includes('long') ? 1 : 0,
  });

  test('is the cosine of answer and reference', async () => {
    const { score } = await similarity.score(inputOf('near', 'reference'), { embed });
    expect(score).toBeCloseTo(24 / 25, 12);
    const cut = await similarity.score(inputOf('long', 'reference'), { embed });
    expect([cut.score, cut.explanation]).toEqual([0, expect.stringContaining('only its beginning counts')]);
  });

  test('of an empty answer is 0, of none or of vectors without direction nothing', async () => {
    expect((await similarity.score(inputOf(' ', 'reference'), {})).score).toBe(0);
    expect((await similarity.score(inputOf(null, 'reference'), { embed })).score).toBeNull();
    expect((await similarity.score(inputOf('none', 'reference'), { embed })).score).toBeNull();
  });
});

test('a person’s rating is unscored until there is one', () => {
  expect(rating.score(inputOf('x', 'y')).score).toBeNull();
  expect(rating.score(inputOf('x', 'y', { rating: 0 })).score).toBe(0);
});

describe('likelihood', () => {
  const measured = (logLikelihoods: ArrayLike<number> | null) => inputOf(null, 'x', { logLikelihoods });

  test('is the mean over the reference’s tokens', () => {
    expect(likelihood.score(measured(Float32Array.of(-1, -2, -4.5))).score).toBe(-2.5);
  });

  test.each([
    ['not measured', null],
    ['of no tokens', []],
    ['not finite', [-1, Number.NaN]],
  ])('is null, not 0, when %s', (_, values) => {
    const score = likelihood.score(measured(values));
    expect(score.score).toBeNull();
    expect(score.explanation).not.toBe('');
  });
});

test('every scorer stands in the table under its own name', () => {
  for (const [name, scorer] of Object.entries(scorerTable)) expect(scorer.name).toBe(name);
});
