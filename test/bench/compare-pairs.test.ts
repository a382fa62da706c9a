import { describe, expect, test } from 'vitest';
import {
  comparePairs,
  countPairs,
  matchesOf,
  type PairVerdict,
  pairScore,
  type Sample,
  type SuiteQuestion,
  type SystemName,
} from '../../core/bench/index.ts';

const questions: SuiteQuestion[] = [
  { question: 'Sky?', answer: 'blue', context: 'The sky is blue.' },
  { question: 'Grass?', answer: 'green' },
];

function sampleOf(system: SystemName, index: number, answer: string | null): Sample {
  const { question, answer: reference } = questions[index]!;
  const rest = { citations: [], scores: {}, explanations: {}, seconds: 0 };
  return { system, index, seed: 0, question, reference, answer, ...rest };
}

const samples = [
  sampleOf('base', 0, 'red'),
  sampleOf('base', 1, 'green'),
  sampleOf('ties', 0, 'blue'),
  sampleOf('ties', 1, 'green'),
  sampleOf('dare', 0, null),
  sampleOf('dare', 1, 'yellow'),
];

/** Gives what equals the gold answer 3, everything else 1. */
function fairJudge() {
  const prompts: string[] = [];
  const judge = async (prompt: string) => {
    prompts.push(prompt);
    const part = (name: string) => new RegExp(`${name}:\\n(.*)`).exec(prompt)![1];
    const [first, second] = ['Choice 1', 'Choice 2'].map((name) => (part(name) === part('Gold Answer') ? 3 : 1)) as [
      number,
      number,
    ];
    return `Choice 1: ${first}/3\nChoice 2: ${second}/3\nChoice ${first > second ? 1 : 2} is better`;
  };
  return { judge, prompts };
}

describe('comparing pairs', () => {
  test('puts every two systems side by side, question by question, each in both orders', async () => {
    const { judge, prompts } = fairJudge();
    const verdicts = await comparePairs(samples, questions, judge);
    expect(verdicts.map(({ first, second, index, outcome }) => [first, second, index, outcome])).toEqual([
      ['base', 'ties', 0, 0],
      ['base', 'ties', 1, 0.5], // the same answer: nobody is asked
      ['base', 'dare', 0, null], // no answer
      ['base', 'dare', 1, 1],
      ['ties', 'dare', 0, null],
      ['ties', 'dare', 1, 1],
    ]);
    expect(countPairs(samples)).toBe(6);
    expect(prompts).toHaveLength(6);
    expect(prompts[0]).toContain('The sky is blue.');
    expect(matchesOf(verdicts)).toHaveLength(4);
    expect(pairScore(verdicts, 'base', 2)).toEqual({ mean: 2, low: 1, high: 3 }); // 1 on the sky, 3 on the grass
    expect(pairScore(verdicts, 'dare', 2)).toEqual({ mean: 1, low: 1, high: 1 });
  });

  test('goes on where it was cut off, and comes to the same', async () => {
    const kept: PairVerdict[] = [];
    const controller = new AbortController();
    const cut = comparePairs(samples, questions, fairJudge().judge, {
      signal: controller.signal,
      onVerdict(verdict) {
        kept.push(verdict);
        if (kept.length === 4) controller.abort();
      },
    });
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
    const { judge, prompts } = fairJudge();
    const resumed = await comparePairs(samples, questions, judge, { done: kept });
    expect(prompts).toHaveLength(2);
    expect(resumed).toEqual(await comparePairs(samples, questions, fairJudge().judge));
  });
});
