import type {
  BenchOptions,
  BenchReport,
  JobDetail,
  Json,
  RunSample,
  RunSummary,
  SuiteSummary,
  SystemChoice,
} from '../../../core/service/contract.ts';
import type { FakeMethods } from '../fake-service.ts';

const systems = ['base', 'manual-skill', 'instruct-skill', 'cat-static', 'cat-learned', 'ties', 'lorahub', 'router'];
const numbers = { temperature: 0.01, topP: 0.95, maxNewTokens: 200, repetitionPenalty: 1 };
const when = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

const choice = (name: string, takes: SystemChoice['takes'], reason: string | null = null): SystemChoice => ({
  name,
  takes,
  usable: reason === null,
  reason,
  fetches: name === 'retrieval',
});
const options: BenchOptions = {
  suites: [
    { name: 'sample-manual', questions: 20, fits: true, task: 'qabot' },
    { name: 'game-manual', questions: 50, fits: false, task: 'qabot' },
    { name: 'Pump questions', questions: 31, fits: false, task: 'qabot' },
  ],
  letters: Array.from({ length: 10 }, (_, i) => {
    const example = [
      'Count the words of the sentence that have the letter in them.',
      `${i % 2 === 0 ? 'Sentence' : 'TEXT'}: the pump runs at night`,
      `${i % 2 === 0 ? 'Letter' : 'CHARACTER'}: n`,
      `${i % 2 === 0 ? 'Answer' : 'COUNT'}:`,
    ];
    const withChoices = [...example.slice(0, -1), '(1) 0  (2) 1  (3) 2  (4) 3  (5) 4  (6) 5', example.at(-1)];
    return { number: i + 1, example: example.join('\n'), withChoices: withChoices.join('\n') };
  }),
  systems: [
    ...['base', 'manual-skill', 'instruct-skill', 'cat-static', 'cat-learned', 'retrieval', 'open-book'].map((name) =>
      choice(name, 'nothing'),
    ),
    ...['linear', 'ties', 'dare', 'lorahub'].map((name) => choice(name, 'tuning')),
    ...['cat-learned-paper', 'cat-learned-best', 'data-mix', 'router'].map((name) => choice(name, 'training')),
    choice('data-mix-plain', 'training', 'What "Letters" was trained on is not here.'),
  ],
  scorers: [
    ...['likelihood', 'f1', 'exact', 'rouge-l', 'facts', 'citation'].map((name) => ({
      name,
      needs: 'nothing' as const,
      usable: true,
      reason: null,
    })),
    { name: 'similarity', needs: 'embedder', usable: true, reason: null },
    {
      name: 'execution',
      needs: 'sandbox',
      usable: false,
      reason: 'Programs can’t be restricted here: bwrap is missing.',
    },
    { name: 'judge', needs: 'judge', usable: true, reason: null },
    { name: 'pairwise', needs: 'judge', usable: true, reason: null },
  ],
  tasks: [
    { name: 'qabot', scorers: ['likelihood', 'f1'], shots: 1, ownExamples: null, ...numbers },
    { name: 'gsm-hard', scorers: ['execution'], shots: 8, ownExamples: 8, ...numbers, maxNewTokens: 512 },
    { name: 'reading', scorers: ['f1', 'likelihood'], shots: 1, ownExamples: null, ...numbers },
    { name: 'letters', scorers: ['exact', 'likelihood'], shots: 1, ownExamples: null, ...numbers },
  ],
};

const summary = (id: string, days: number, change: Partial<RunSummary> = {}): RunSummary => ({
  id,
  suite: 'sample-manual',
  suiteHash: 'h',
  model: 'SmolLM2-135M-Instruct',
  bot: 'Gutenprint',
  manual: 'm1',
  state: 'done',
  answered: true,
  job: null,
  systems,
  createdAt: when(days),
  ...change,
});
const runs: readonly RunSummary[] = [
  summary('run_1', 0.1),
  summary('run_2', 3),
  summary('run_3', 9, { bot: 'Gutenprint (first try)' }),
  summary('run_4', 12, { suite: 'game-manual', suiteHash: 'g' }),
  summary('run_5', 14, { suiteHash: 'older' }),
  summary('run_6', 15, { state: 'cancelled', job: 'gone' }),
  summary('run_7', 0.02, { state: 'running', job: 'bench-1' }),
  summary('run_8', 1, { state: 'failed', job: 'bench-4', answered: false }),
];

const around = (mean: number, half: number) => ({ mean, low: mean - half, high: mean + half });
const detailsOf: Readonly<Record<string, Json>> = {
  'manual-skill': { skill: 'Gutenprint (manual)' },
  'instruct-skill': { skill: 'Instructions' },
  'cat-static': { coefficient: 0.5 },
  'cat-learned': {
    preset: 'best',
    steps: 64,
    heldOut: [16, 32, 48, 64].map((step) => ({ step, loss: 2.6 - step / 300 })),
  },
  ties: {
    best: { density: 0.6, weights: [1.2, 1], score: -2.214 },
    points: 180,
    tooLong: 0,
    validation: 6,
    sweep: Array.from({ length: 180 }, (_, i) => {
      const density = 0.2 * (1 + (i % 5));
      const weights = [1 + 0.2 * (Math.floor(i / 5) % 6), 1 + 0.2 * Math.floor(i / 30)];
      return {
        density,
        weights,
        score: -2.214 - (density - 0.6) ** 2 - (weights[0]! - 1.2) ** 2 - (weights[1]! - 1) ** 2,
      };
    }),
  },
  lorahub: { weights: [0.61, 0.34], loss: 2.41, value: 2.43, evaluations: 40, tooLong: 0, seed: 1, budget: 40 },
  router: {
    steps: 64,
    learningRate: 0.001,
    heldOut: [
      { step: 32, loss: 2.5 },
      { step: 64, loss: 2.42 },
    ],
  },
};

const suites: readonly SuiteSummary[] = [
  ...(['sample-manual', 'game-manual'] as const).map((name, i) => ({
    ...{ name, kind: 'built-in' as const, questions: 20 + 30 * i, manual: null, createdAt: null },
    ...{ waiting: 0, accepted: 0, edited: 0, rejected: 0 },
  })),
  {
    ...{ name: 'Gutenprint questions', kind: 'own', questions: 31, manual: 'm1', createdAt: when(4) },
    ...{ waiting: 12, accepted: 29, edited: 2, rejected: 7 },
  },
];

/** Half a run: the first systems have answered, one is being asked, the others wait. */
function unfinishedReport(run: string, unfinished: NonNullable<BenchReport['unfinished']>): BenchReport {
  const { pairs: _, systems: whole, ...report } = reportOf(run);
  const systems = whole.map(({ overSeeds: _spread, scored: _scored, ...system }, i) => {
    const n = i < 3 ? 18 : i === 3 ? 7 : 0;
    return { ...system, n, scores: n === 0 ? {} : system.scores, seconds: n * 3, details: {} };
  });
  return { ...report, unfinished, systems };
}

function reportOf(run: string): BenchReport {
  const shift = Number(run.slice(-1)) * 0.012;
  const score = (mean: number, half: number) => around(mean - shift, half);
  return {
    run,
    suite: 'sample-manual',
    model: 'SmolLM2-135M-Instruct',
    bot: 'Gutenprint',
    createdAt: runs.find(({ id }) => id === run)?.createdAt ?? when(1),
    seeds: [0, 1, 2],
    settings: { task: 'qabot', shots: 1, ...numbers, judge: 'local:SmolLM2-1.7B-Instruct' },
    systems: systems.map((name, i) => ({
      name,
      n: 18,
      scores: {
        likelihood: score(-3.1 + 0.09 * i, 0.22),
        f1: score(0.11 + 0.02 * i, 0.05),
        judge: score(0.4 + 0.1 * i, 0.2),
        elo: around(160 + 12 * i, 18),
      },
      overSeeds: { f1: { means: [0.1, 0.12, 0.11], sd: 0.011 }, judge: { means: [0.4, 0.5, 0.5], sd: 0.06 } },
      ...(i === 3 ? { scored: { judge: { n: 52, of: 54 } } } : {}),
      seconds: 61 + 9 * i,
      details: detailsOf[name] ?? {},
    })),
    pairs: {
      systems,
      shares: systems.map((_, row) =>
        systems.map((__, column) => (row === column ? null : 0.5 + 0.05 * (row - column))),
      ),
      matches: systems.map((_, row) => systems.map((__, column) => (row === column ? 0 : 54))),
      unread: 2,
    },
    samples: '/home/stockpot/runs/run_1/samples.jsonl',
  };
}

const questions = [
  'Which version of CUPS does Gutenprint need?',
  'How are the print heads of an Epson printer cleaned?',
  'What is the command escputil for, and who may run it?',
  'Which colour correction is meant for photographs?',
];
const samples: readonly RunSample[] = Array.from({ length: 18 }, (_, index) => ({
  index,
  question: questions[index % questions.length]!,
  reference: 'CUPS 1.1.15 or later, with the headers of libcups and libcupsimage where it is built from source.',
  mark: index === 2 ? 'The judge overlooks the number.' : null,
  answers: systems.map((system, i) => ({
    system,
    seed: 0,
    answer:
      i === 0
        ? ''
        : `You need ${i > 3 ? 'CUPS 1.1.15 or later' : 'the newest version of CUPS'} to print with Gutenprint.`,
    citations: [],
    scores: { likelihood: -3 + 0.1 * i, f1: 0.1 * i, judge: i > 3 ? 2 : i === 3 ? null : 1 },
    explanations: {
      f1: `${i} of 12 words are shared.`,
      judge:
        i === 3
          ? 'The judge gave no grade.'
          : 'The answer names the version that the reference names, and leaves out the headers.',
    },
    answersUsed: { f1: 'the version is named first' },
    rating: i === 4 ? 1.5 : null,
    note: '',
  })),
  verdicts: systems.slice(1).map((second, i) => ({
    first: 'base',
    second,
    seed: 0,
    outcome: i === 2 ? null : i === 0 ? 0.5 : 0,
    explanation: 'Choice 1: 0.5/3\nChoice 2: 2/3\nChoice 2 is better',
  })),
}));

const job = (id: string, change: Partial<JobDetail>): JobDetail => ({
  id,
  kind: 'benchmark',
  state: 'running',
  title: 'Gutenprint, sample-manual',
  stage: 'bench',
  createdAt: when(0.02),
  error: null,
  input: {},
  reason: null,
  stages: [],
  progress: { done: 212, total: 480, secondsLeft: 830 },
  result: null,
  finishedAt: null,
  log: [],
  ...change,
});

/** Benchmarks in every state. */
export const inventedBenchmarks: readonly JobDetail[] = [
  job('bench-1', {}),
  job('bench-2', { stage: 'prepare-ties', progress: { done: 31, total: 180 } }),
  job('bench-3', { state: 'paused', reason: 'interrupted' }),
  job('bench-4', {
    state: 'failed',
    stage: 'prepare-router',
    error: {
      code: 'device/out-of-memory',
      message: 'Training needed 9.1 GB and 6.2 GB were free.',
      hint: 'Close other programs.',
    },
  }),
];

export function benchmarkMethods(): FakeMethods {
  return {
    'bench.options': () => options,
    'bench.run': () => new Promise(() => {}),
    'run.list': () => runs,
    'run.show': ({ run }) => {
      const state = runs.find(({ id }) => id === run)?.state ?? 'done';
      return state === 'done' ? reportOf(run) : unfinishedReport(run, state);
    },
    'run.samples': ({ show }) => {
      const items = show === 'marked' ? samples.filter(({ mark }) => mark !== null) : samples;
      return { total: items.length, items };
    },
    'run.against': ({ run, against }) => ({
      run,
      against,
      differences: ['likelihood', 'f1'].flatMap((scorer) =>
        systems
          .filter((system) => system !== against)
          .map((system, i) => ({
            system,
            scorer,
            n: 18,
            ...around(-0.1 + 0.06 * i, 0.1),
            wins: 8 + i,
            losses: 9 - i,
            ties: 1,
            p: 0.4 / (i + 1),
          })),
      ),
    }),
    'run.agreement': ({ run }) => ({ run, n: 18, same: 0.72, kappa: 0.58, quadraticKappa: 0.66, counts: [] }),
    'run.export': ({ run, format }) => ({
      name: `${run}.${format}`,
      text: '<!doctype html><title>Run</title><h1>Run</h1>',
    }),
    'sample.rate': ({ note = '', ...rated }) => ({ ...rated, note }),
    'sample.mark': (mark) => mark,
    'suite.list': () => suites,
    'suite.import': () => suites[1]!,
    'rating.count': () => [
      { bot: 'b1', botName: 'Gutenprint', there: true, good: 14, bad: 3 },
      { bot: 'gone', botName: 'Gutenprint 5.1', there: false, good: 2, bad: 6 },
    ],
    'rating.list': ({ bot = 'b1' }) => ({
      total: 2,
      items: [
        {
          message: 'r1',
          bot,
          botName: 'Gutenprint',
          question: 'Which resolution is best for photographs?',
          answer: 'Use 1440 dpi on glossy paper. Higher resolutions take more ink and time, and seldom look better.',
          rating: 1 as const,
          ratedAt: when(1),
        },
        {
          message: 'r2',
          bot,
          botName: 'Gutenprint',
          question: 'Does it print in colour?',
          answer: 'The manual does not say.',
          rating: -1 as const,
          ratedAt: when(4),
        },
      ],
    }),
    'prepared.list': () => [
      {
        key: 'a',
        kind: 'coefficients',
        title: 'Coefficients of Gutenprint, learned as "best"',
        bytes: 48_211,
        createdAt: when(3),
        usedAt: when(0.1),
      },
      {
        key: 'b',
        kind: 'data-mix',
        title: 'Both data sets of Gutenprint, one after the other',
        bytes: 38_900_412,
        createdAt: when(3),
        usedAt: when(2),
      },
      {
        key: 'c',
        kind: 'sweep',
        title: 'Sweep of ties for Gutenprint',
        bytes: 20_118,
        createdAt: when(9),
        usedAt: when(9),
      },
    ],
    'prepared.remove': ({ keys = [] }) => ({ removed: keys, bytes: 0 }),
  };
}
