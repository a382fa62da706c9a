import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exact, f1, likelihood, scorerTable } from '../../../core/bench/index.ts';

const pairs: { answer: string; reference: string; f1: number; exact: number }[] = JSON.parse(
  readFileSync(new URL('../../fixtures/bench/squad-pairs.json', import.meta.url), 'utf8'),
);
const input = (answer: string | null, reference: string) => ({
  question: 'q',
  reference,
  answer,
  logLikelihoods: null,
});

describe('f1 and exact match', () => {
  test('agree with SQuAD v1.1’s published script on more than 200 pairs', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(200);
    for (const pair of pairs) {
      const sample = input(pair.answer, pair.reference);
      expect(f1.score(sample).score, JSON.stringify(pair)).toBeCloseTo(pair.f1, 12);
      expect(exact.score(sample).score, JSON.stringify(pair)).toBe(pair.exact);
    }
  });

  test('say what was compared and how it came out', () => {
    const score = f1.score(input('The dragon, red', 'a red dragon flies'));
    expect(score).toEqual({
      score: 0.8, // 2 shared of 2 and 3: 2 · 1 · ⅔ / (1 + ⅔)
      answerUsed: 'dragon red',
      explanation: '2 words shared, of 2 in the answer and 3 in the reference.',
    });
  });

  test('leave a sample without an answer unscored, while an empty answer scores 0', () => {
    expect(f1.score(input(null, 'x')).score).toBeNull();
    expect(exact.score(input(null, 'x')).score).toBeNull();
    expect(f1.score(input('', 'x')).score).toBe(0);
    expect(exact.score(input('', 'x')).score).toBe(0);
  });
});

describe('likelihood', () => {
  const measured = (values: ArrayLike<number> | null) => ({ ...input(null, 'x'), logLikelihoods: values });

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
