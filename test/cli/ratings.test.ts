import { describe, expect, it } from 'vitest';
import type { RunSample, SampleRating } from '../../core/service/index.ts';
import { runWith } from './fake.ts';

type Answer = RunSample['answers'][number];
const answer = (system: string, said: string | null, rating: number | null = null): Answer => {
  return {
    system,
    seed: 0,
    answer: said,
    citations: [],
    scores: {},
    explanations: {},
    answersUsed: {},
    rating,
    note: '',
  };
};
const samples: RunSample[] = [
  {
    index: 0,
    question: 'How much oil?',
    reference: '2 l',
    mark: null,
    answers: [answer('base', 'one'), answer('ties', 'two'), answer('dare', 'one')],
    verdicts: [],
  },
  {
    index: 1,
    question: 'Why?',
    reference: 'So.',
    mark: null,
    answers: [answer('base', null), answer('ties', 'x', 1), answer('dare', 'y')],
    verdicts: [],
  },
];
const rated = ({
  run,
  system,
  index,
  seed,
  rating,
  note = '',
}: Omit<SampleRating, 'note'> & { note?: string }): SampleRating => ({
  run,
  system,
  index,
  seed,
  rating,
  note,
});
const answers = { 'run.samples': { total: 2, items: samples }, 'sample.rate': rated };

describe('runs rate', () => {
  it('rates one answer that is named', async () => {
    const args = [
      'runs',
      'rate',
      'run_1',
      '--system',
      'base',
      '--index',
      '3',
      '--rating',
      '1.5',
      '--note',
      'nearly',
      '--json',
    ];
    const ran = await runWith(args, answers);
    const input = { run: 'run_1', system: 'base', index: 3, seed: 0, rating: 1.5, note: 'nearly' };
    expect(ran.calls).toEqual([{ method: 'sample.rate', input }]);
    expect(JSON.parse(ran.stdout)).toEqual({ run: 'run_1', ratings: [input] });
    const back = await runWith(
      ['runs', 'rate', 'run_1', '--system', 'base', '--index', '3', '--rating', 'none'],
      answers,
    );
    expect(back.calls[0]!.input).toMatchObject({ rating: null });
  });

  it('refuses what is no rating, and one of an answer that is not named', async () => {
    for (const rating of ['3', '0.3', 'good']) {
      const args = ['runs', 'rate', 'run_1', '--system', 'base', '--index', '3', '--rating', rating];
      expect(await runWith(args, answers)).toMatchObject({ code: 2, calls: [] });
    }
    expect(await runWith(['runs', 'rate', 'run_1', '--rating', '1'], answers)).toMatchObject({ code: 2, calls: [] });
  });

  it('goes through what is not rated without saying whose it is, the same answer once', async () => {
    const ran = await runWith(['runs', 'rate', 'run_1'], answers, { lines: ['7', '1,5', 's', '0', 'never asked'] });
    expect(ran.calls.filter(({ method }) => method === 'sample.rate').map(({ input }) => input)).toEqual([
      { run: 'run_1', system: 'base', index: 0, seed: 0, rating: 1.5 },
      { run: 'run_1', system: 'dare', index: 0, seed: 0, rating: 1.5 },
      { run: 'run_1', system: 'dare', index: 1, seed: 0, rating: 0 },
    ]);
    expect(ran.stdout).toContain('How much oil?\n\nReference: 2 l\nAnswer:    one');
    expect(ran.stdout).not.toMatch(/base|ties|dare/);
    expect(ran.stdout).toContain('3 answers rated.');
  });

  it('ends at q, and keeps to one system', async () => {
    const ran = await runWith(['runs', 'rate', 'run_1', '--system', 'dare'], answers, { lines: ['2', 'q'] });
    expect(ran.calls.filter(({ method }) => method === 'sample.rate')).toHaveLength(1);
    expect(ran.stdout).toContain('1 of 2');
  });
});

describe('runs agreement', () => {
  it('shows κ and which grades met', async () => {
    const found = {
      run: 'run_1',
      n: 3,
      same: 2 / 3,
      kappa: 0.5,
      quadraticKappa: null,
      counts: [{ judge: 1, rating: 2, count: 1 }],
    };
    const ran = await runWith(['runs', 'agreement', 'run_1'], { 'run.agreement': found });
    expect(ran.stdout).toContain('3 answers graded by both, 67 % alike');
    expect(ran.stdout).toContain('κ: 0.500, with squared weights not to be told');
    expect(ran.stdout).toMatch(/judge +person +answers\n +1 +2 +1/);
    expect(
      JSON.parse((await runWith(['runs', 'agreement', 'run_1', '--json'], { 'run.agreement': found })).stdout),
    ).toEqual(found);
  });
});

describe('runs show', () => {
  it('sets every other system against one', async () => {
    const difference = {
      system: 'ties',
      scorer: 'f1',
      n: 9,
      mean: 0.25,
      low: 0.1,
      high: 0.4,
      wins: 6,
      losses: 1,
      ties: 2,
      p: 0.125,
    };
    const ran = await runWith(['runs', 'show', 'run_1', '--against', 'base'], {
      'run.against': { run: 'run_1', against: 'base', differences: [difference] },
    });
    expect(ran.calls[0]!.input).toEqual({ run: 'run_1', against: 'base' });
    expect(ran.stdout).toMatch(/minus base\n.*ties +f1 +9 +0\.250 +0\.100 to 0\.400 +6\/1\/2 +0\.125/s);
  });

  it('shows the spread over seeds and who won against whom', async () => {
    const ran = await runWith(['runs', 'show', 'run_1'], {
      'run.show': {
        run: 'run_1',
        suite: 's',
        model: 'm',
        bot: null,
        createdAt: '',
        seeds: [0, 1],
        settings: {},
        systems: [
          {
            name: 'base',
            n: 2,
            scores: { f1: { mean: 0.5, low: 0.25, high: 0.75 } },
            overSeeds: { f1: { means: [0.4, 0.6], sd: 0.1414 } },
            scored: { f1: { n: 1, of: 2 } },
            seconds: 3,
            details: {},
          },
        ],
        pairs: { systems: ['base', 'ties'], shares: [[null, 0.25], [0.75, null]], matches: [[0, 4], [4, 0]], unread: 1 }, // biome-ignore format: a table
        samples: '/x',
      },
    });
    expect(ran.stdout).toMatch(/base +f1 +0\.141 +0\.400 +0\.600/);
    expect(ran.stdout).toMatch(/base +– +0\.250\nties +0\.750 +–/);
    expect(ran.stdout).toContain('base: f1 scored 1 of 2 answers');
    expect(ran.stdout).toContain('Pairs without an outcome: 1');
  });
});
