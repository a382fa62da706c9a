import { describe, expect, test } from 'vitest';
import {
  citation,
  exact,
  f1,
  judge,
  likelihood,
  questionScores,
  runBench,
  type Sample,
  type Suite,
  type System,
} from '../../core/bench/index.ts';
import { AppError } from '../../core/errors.ts';

const suite: Suite = {
  name: 'colours',
  sha256: '0',
  questions: [
    { question: 'Sky?', answer: 'blue' },
    { question: 'Grass?', answer: 'green' },
    { question: 'Snow?', answer: 'white' },
  ],
};

/** A system that says what it is told for each question and seed, and remembers what it was asked. */
function speaker(name: System['name'], say: (question: string, seed: number) => string) {
  const asked: string[] = [];
  const system: System = {
    name,
    async answer({ question }, { seed }) {
      asked.push(`answer ${question} ${seed}`);
      return { answer: say(question, seed), citations: [{ page: 2, text: question }], seconds: 0.5 };
    },
    async likelihood({ question }, reference) {
      asked.push(`likelihood ${question}`);
      return [-reference.length, -1];
    },
  };
  return { system, asked };
}

const right = (question: string) => ({ 'Sky?': 'Blue.', 'Grass?': 'green', 'Snow?': 'white' })[question]!;

describe('a run', () => {
  test('scores every system on every question', async () => {
    const samples: Sample[] = [];
    const good = speaker('cat-learned', right);
    const bad = speaker('base', () => 'blue');
    const result = await runBench([bad.system, good.system], suite, [exact, likelihood], {
      model: 'tiny',
      onSample: (sample) => void samples.push(sample),
    });
    expect(result.suite).toBe('colours');
    expect(result.model).toBe('tiny');
    expect(result.systems.map(({ name, n }) => [name, n])).toEqual([
      ['base', 3],
      ['cat-learned', 3],
    ]);
    expect(result.systems[0]!.scores.exact!.mean).toBeCloseTo(1 / 3, 12);
    expect(result.systems[1]!.scores.exact).toEqual({ mean: 1, low: 1, high: 1 });
    expect(result.systems[1]!.scores.likelihood!.mean).toBeCloseTo(-(2.5 + 3 + 3) / 3, 12);
    expect(samples).toEqual(result.samples);
    expect(samples[0]).toMatchObject({
      system: 'base',
      question: 'Sky?',
      reference: 'blue',
      answer: 'blue',
      citations: [{ page: 2, text: 'Sky?' }],
      scores: { exact: 1, likelihood: -2.5 },
    });
  });

  test('asks for no answers when only likelihoods are scored', async () => {
    const { system, asked } = speaker('base', right);
    const result = await runBench([system], suite, [likelihood], { model: 'tiny' });
    expect(asked).toEqual(['likelihood Sky?', 'likelihood Grass?', 'likelihood Snow?']);
    expect(result.samples[0]!.answer).toBeNull();
  });

  test('averages a question over its seeds, and measures its likelihood once', async () => {
    const { system, asked } = speaker('base', (question, seed) => (seed === 1 ? right(question) : 'red'));
    const result = await runBench([system], suite, [exact, likelihood], { model: 'tiny', seeds: [0, 1] });
    expect(asked.filter((line) => line.startsWith('likelihood'))).toHaveLength(3);
    expect(questionScores(result.samples, 'base', 'exact', 3)).toEqual([0.5, 0.5, 0.5]);
    expect(result.systems[0]!.scores.exact).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(result.samples[1]!.scores.likelihood).toBe(-2.5);
    expect(result.systems[0]!.n).toBe(3);
  });

  test('leaves a question that is too long unscored and goes on', async () => {
    const { system } = speaker('base', right);
    const narrow: System = {
      ...system,
      async answer(question, options) {
        if (question.question === 'Grass?') throw new AppError('engine/too-long', '5000 tokens, 2048 fit');
        return system.answer(question, options);
      },
    };
    const result = await runBench([narrow], suite, [f1, likelihood], { model: 'tiny' });
    expect(result.samples.map((sample) => sample.scores.f1)).toEqual([1, null, 1]);
    expect(result.samples[1]!.explanations.f1).toBe('5000 tokens, 2048 fit');
    expect(result.samples.map((sample) => sample.answersUsed)).toEqual([{ f1: 'blue' }, {}, {}]);
    expect(result.samples[1]!.scores.likelihood).toBe(-3);
    expect(result.systems[0]!.scores.f1!.mean).toBe(1);
  });

  test('gives scorers the question’s passage and page, the citations, and what they may ask', async () => {
    const { system } = speaker('base', right);
    const sky = { question: 'Sky?', answer: 'blue', context: 'Skies are blue.', page: 2 };
    const prompts: string[] = [];
    const result = await runBench([system], { ...suite, questions: [sky, suite.questions[1]!] }, [judge, citation], {
      model: 'tiny',
      tools: {
        judge: async (prompt) => {
          prompts.push(prompt);
          return prompt.includes('Skies are blue.') ? 'Right. Score: 2' : 'I cannot tell.';
        },
      },
    });
    expect(prompts).toHaveLength(2);
    expect(result.samples.map(({ scores }) => scores)).toEqual([
      { judge: 2, citation: 1 },
      { judge: null, citation: null },
    ]);
    expect(result.samples[0]!.explanations).toMatchObject({ judge: 'Right. Score: 2' });
    expect(result.samples[1]!.explanations.judge).toContain('I cannot tell.');
    expect(result.systems[0]!.scores.judge).toEqual({ mean: 2, low: 2, high: 2 });
  });

  test('ends with any other failure', async () => {
    const { system } = speaker('base', right);
    const broken: System = { ...system, answer: () => Promise.reject(new AppError('device/out-of-memory', 'full')) };
    await expect(runBench([broken], suite, [f1], { model: 'tiny' })).rejects.toMatchObject({
      code: 'device/out-of-memory',
    });
  });
});

describe('an interrupted run', () => {
  test('stops at the signal and, resumed, asks only what was not done and gives the same scores', async () => {
    const whole = await runBench([speaker('base', right).system], suite, [f1, likelihood], {
      model: 'tiny',
      seeds: [0, 1],
    });
    const kept: Sample[] = [];
    const controller = new AbortController();
    const first = speaker('base', right);
    const cut = runBench([first.system], suite, [f1, likelihood], {
      model: 'tiny',
      seeds: [0, 1],
      signal: controller.signal,
      onSample(sample) {
        kept.push(sample);
        if (kept.length === 3) controller.abort();
      },
    });
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
    const second = speaker('base', right);
    const resumed = await runBench([second.system], suite, [f1, likelihood], {
      model: 'tiny',
      seeds: [0, 1],
      done: kept,
    });
    // Grass? was done with seed 0 alone: its likelihood stands.
    expect(second.asked).toEqual(['answer Grass? 1', 'answer Snow? 0', 'likelihood Snow?', 'answer Snow? 1']);
    expect(resumed.systems[0]!.scores).toEqual(whole.systems[0]!.scores);
    expect(resumed.samples.map(({ seconds: _, ...rest }) => rest)).toEqual(
      whole.samples.map(({ seconds: _, ...rest }) => rest),
    );
  });

  test('asks again where the reference or the scorers have changed', async () => {
    const before = await runBench([speaker('base', right).system], suite, [f1], { model: 'tiny' });
    const changed = { ...suite, questions: [{ question: 'Sky?', answer: 'grey' }, ...suite.questions.slice(1)] };
    const { system, asked } = speaker('base', right);
    await runBench([system], changed, [f1], { model: 'tiny', done: before.samples });
    expect(asked).toEqual(['answer Sky? 0']);
    const more = speaker('base', right);
    await runBench([more.system], suite, [f1, exact], { model: 'tiny', done: before.samples });
    expect(more.asked).toHaveLength(3);
  });
});
