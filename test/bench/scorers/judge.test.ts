import { describe, expect, test } from 'vitest';
import { judge, judgePair, judgePrompt, pairPrompt, verdictOf } from '../../../core/bench/index.ts';
import { inputOf } from './input.ts';

const given = {
  question: 'How much oil?',
  reference: 'Two litres.',
  context: 'Fill in two litres of oil.',
  answer: '2 l',
};

describe('a judge of one answer', () => {
  const score = (verdict: string) => judge.score(inputOf('an answer', 'y'), { judge: async () => verdict });

  test.each([
    ['Score: 2', 2],
    ['Score: 0', 0],
    ['It is half right.\n\n**Score:** 1.5', 1.5],
    ['score: 1/2', 1],
    ['Score: 2.0', 2],
    ['Score = 1', 1],
    ['Score (0-2): 1', 1],
    ['The score is 1', 1],
    ['Score: x\nOn reflection:\nScore: 2.', 2],
    ['Score: 1, no.\nScore: 0', 0],
  ])('gives what %j says', async (verdict, expected) => {
    expect(await score(verdict)).toEqual({ score: expected, answerUsed: 'an answer', explanation: verdict.trim() });
  });

  test.each([
    ['It is correct.', 'gave no score'],
    ['', 'gave no score'],
    ['Score: x', 'gave no score'],
    ['Score: 3', 'gave 3, where 0 to 2'],
    ['Score: -1', 'gave -1'],
    ['Score: 1.7', 'gave 1.7'],
    ['Score: 10', 'gave 10'],
  ])('leaves %j unscored, with the reason', async (verdict, reason) => {
    const found = await score(verdict);
    expect(found.score).toBeNull();
    expect(found.explanation).toContain(reason);
    expect(found.explanation).toContain(JSON.stringify(verdict));
  });

  test('is not asked about what has no answer', async () => {
    expect((await judge.score(inputOf(null, 'y'), {})).score).toBeNull();
  });

  test('sees context, question, gold answer and system answer, and what the score goes from and to', () => {
    const prompt = judgePrompt(given);
    expect(prompt).toMatch(/Context:\nFill in .*Question:\nHow much .*Gold Answer:\nTwo .*System Answer:\n2 l/s);
    expect(prompt).toMatch(/0 to 2.*CORRECTNESS/s);
    expect(prompt).toMatch(/\nScore: x$/);
    const without = judgePrompt({ ...given, context: null });
    expect(without).toContain('three items');
    expect(without).not.toContain('Context');
  });
});

describe('a judge of two answers', () => {
  const says = (first: number | string, second: number | string, better: string) =>
    `Choice 1: ${first}/3\nChoice 2: ${second}/3\nChoice ${better} is better`;

  test.each([
    ['both orders prefer the first', says(3, 1, '1'), says(0.5, 2, '2'), 1, [2.5, 0.75]],
    ['both orders prefer the second', says(1, 2, '2'), says(3, 0, '1'), 0, [0.5, 2.5]],
    ['the place is preferred', says(3, 1, '1'), says(3, 1, '1'), 0.5, [2, 2]],
    ['only one order has a winner', says(3, 1, '1'), says(2, 2, '_'), 0.5, [2.5, 1.5]],
    ['words break a tie of scores', says(2, 2, '1'), says(2, 2, '**2**'), 1, [2, 2]],
    ['scores go before words', says(3, 1, '2'), says(1, 3, '1'), 1, [3, 1]],
  ])('%s', (_, forward, backward, outcome, scores) => {
    expect(verdictOf(forward, backward)).toMatchObject({ outcome, scores });
  });

  test.each([
    ['Choice 1 is better', 'did not score both'],
    [says('x', 1, '2'), 'did not score both'],
    [says(4, 1, '1'), '4 and 1, where 0 to 3'],
    [says(2.25, 1, '1'), '2.25 and 1'],
  ])('has no outcome when either order reads %j', (verdict, reason) => {
    for (const found of [verdictOf(verdict, says(1, 1, '_')), verdictOf(says(1, 1, '_'), verdict)]) {
      expect(found).toMatchObject({ outcome: null, scores: null });
      expect(found.explanation).toContain(reason);
    }
  });

  test('is shown the two answers in both orders', async () => {
    const pair = { ...given, first: 'two litres', second: 'three' };
    const prompts: string[] = [];
    const verdict = await judgePair(
      pair,
      async (prompt) => {
        prompts.push(prompt);
        return prompt.includes('Choice 1:\ntwo litres') ? says(3, 0, '1') : says(0, 3, '2');
      },
      {},
    );
    expect(prompts).toEqual([pairPrompt(pair), pairPrompt({ ...pair, first: 'three', second: 'two litres' })]);
    expect(prompts[0]).toMatch(/five items.*0 to 3.*Half points.*Context:\nFill in.*Choice 2:\nthree/s);
    expect(verdict).toMatchObject({ outcome: 1, scores: [3, 0] });
  });
});
