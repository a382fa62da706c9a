import type { BuildInput, BuildPlan, BuildResult, JobDetail, Point } from '../../../core/service/contract.ts';
import { presets } from '../../../core/service/presets.ts';
import { type RecipeJson, ServiceError } from '../../../renderer/api.ts';
import type { FakeMethods, FakeService } from '../fake-service.ts';

const result: BuildResult = {
  job: 'done',
  bot: 'b1',
  name: 'Gutenprint',
  manual: 'm1',
  model: 'SmolLM2-135M-Instruct',
  recipe: 'quick',
  skills: [],
  check: {
    windows: 'held-out',
    count: 8,
    base: 3.114,
    bot: 2.402,
    questions: { suite: 'sample-manual', count: 12, base: -2.61, bot: -1.94 },
  },
  steps: { train: 180, blend: 16 },
  promotion: null,
  seconds: 402,
};
const job = (id: string, change: Partial<JobDetail>): JobDetail => ({
  id,
  kind: 'build',
  state: 'running',
  title: 'm1',
  stage: null,
  createdAt: new Date(Date.now() - 400_000).toISOString(),
  error: null,
  input: { manual: { id: 'm1' }, model: 'SmolLM2-135M-Instruct', recipe: presets.quick as unknown as RecipeJson },
  reason: null,
  stages: [],
  progress: null,
  result: null,
  finishedAt: null,
  log: [],
  ...change,
});
const log = (...lines: readonly (readonly [JobDetail['log'][number]['kind'], string])[]): JobDetail['log'] =>
  lines.map(([kind, name], i) => ({ at: new Date(Date.now() - 400_000 + 40_000 * i).toISOString(), kind, name }));
const done = (...names: string[]) => names.map((name) => ({ name, state: 'done' as const }));

/** Builds in every state; `running` moves on by itself. */
export const inventedJobs: readonly JobDetail[] = [
  job('running', {
    stage: 'train',
    stages: [...done('read', 'study', 'instruct'), { name: 'train', state: 'running' }],
    log: log(
      ['state', 'queued'],
      ['state', 'running'],
      ['stage-started', 'read'],
      ['stage-done', 'read'],
      ['stage-started', 'study'],
      ['stage-done', 'study'],
      ['state', 'paused'],
      ['state', 'running'],
      ['stage-started', 'train'],
    ),
    progress: {
      done: 60,
      total: 180,
      loss: 2.61,
      learningRate: 8.2e-4,
      tokensPerSecond: 271,
      secondsLeft: 184,
      jobSecondsLeft: 226,
      memoryBytes: 2_331_000_000,
    },
  }),
  job('paused', {
    state: 'paused',
    reason: 'asked',
    stage: 'train',
    stages: done('read', 'study'),
    title: 'm2',
    input: { manual: { id: 'm2' } },
    progress: { done: 60, total: 180 },
  }),
  job('failed', {
    state: 'failed',
    stage: 'train',
    title: 'm3',
    stages: done('read', 'study'),
    input: { manual: { id: 'm3' }, name: 'Quadrant', recipe: presets.best as unknown as RecipeJson },
    error: {
      code: 'device/out-of-memory',
      message: 'Training needed 9.1 GB and 6.2 GB were free.',
      hint: 'Close other programs, or choose a smaller setting.',
    },
  }),
  job('fetch', {
    kind: 'download',
    title: 'SmolLM2-360M-Instruct',
    stage: 'model',
    input: { model: 'SmolLM2-360M-Instruct' },
    progress: { done: 210_000_000, total: 724_000_000 },
  }),
  job('full', {
    state: 'failed',
    stage: 'train',
    stages: done('read', 'study'),
    error: {
      code: 'store/disk-full',
      message: 'Tried to write the checkpoint: the disk is full. 12 MiB are free, 117 MiB are needed.',
      hint: 'Free some space there, or choose another place, and try again.',
    },
  }),
];
const finished = job('done', {
  state: 'done',
  result: result as never,
  stages: done('read', 'study', 'train', 'blend', 'index', 'check'),
});

/** @param others jobs of other kinds, which are on the list as well */
export function buildMethods(service: () => FakeService, others: readonly JobDetail[]): FakeMethods {
  const jobs = new Map([...inventedJobs, finished, ...others].map((each) => [each.id, each]));
  const change = (id: string, patch: Partial<JobDetail>) => {
    const next = { ...jobs.get(id)!, ...patch };
    jobs.set(id, next);
    service().tell({ kind: 'job-changed', job: next });
    return next;
  };
  const live = () => {
    setInterval(() => {
      const one = jobs.get('running');
      if (one?.state !== 'running') return;
      const step = Math.min(180, one.progress!.done + 1);
      change(one.id, {
        progress: {
          ...one.progress!,
          ...{ done: step, loss: loss(step), secondsLeft: (180 - step) * 1.5 },
          jobSecondsLeft: (180 - step) * 1.5 + 42,
        },
      });
      service().tell({ kind: 'points', job: one.id, points: [{ series: 'train-loss', step, value: loss(step) }] });
    }, 1000);
  };
  setTimeout(live, 0);
  return {
    'recipe.list': () =>
      Object.entries(presets).map(([name, recipe]) => ({ name, recipe: recipe as unknown as RecipeJson })),
    'recipe.resolve': () => presets.quick as unknown as RecipeJson,
    'bot.plan': planOf,
    'bot.build': (_, { onEvent }) => {
      onEvent?.({ kind: 'job', job: 'running', state: 'started' });
      return new Promise(() => {});
    },
    'job.list': () => [...jobs.values()],
    'job.show': ({ job: id }) => jobs.get(id) ?? missing(id),
    'job.pause': ({ job: id }) => change(id, { state: 'paused', reason: 'asked' }),
    'job.cancel': ({ job: id }) => change(id, { state: 'cancelled' }),
    'job.resume': ({ job: id }) => {
      change(id, { state: 'running', error: null });
      return new Promise(() => {});
    },
    'job.remove': ({ job: id }) => {
      jobs.delete(id);
      service().tell({ kind: 'changed', what: 'jobs' });
      return { removed: id };
    },
    'job.points': () => Array.from({ length: 60 }, (_, i) => pointsOf(i + 1)).flat(),
    'home.welcome': () => ({
      machine: {
        platform: 'linux',
        processor: 'AMD Ryzen 7 7840U',
        cores: 8,
        memoryBytes: 33_500_000_000,
        freeMemoryBytes: 21_000_000_000,
      },
      devices: [{ name: 'cpu', usable: true, detail: '' }],
      model: 'SmolLM2-135M-Instruct',
      sample: { path: '/sample.pdf', title: "Gutenprint 5.2 User's Manual", pages: 73 },
    }),
  };
}

function missing(id: string): never {
  throw new ServiceError({ code: 'jobs/not-found', message: `Looked for job ${id}: there is none.` });
}

/** The third manual is refused until the setting is smaller. */
function planOf({ manual, recipe, set = {} }: BuildInput): BuildPlan {
  // The second one's base model is on its way.
  const coming = manual === 'm2';
  const tight = manual === 'm3' && Number(set['training.batch'] ?? 4) > 1;
  const long = recipe === 'quick' ? 1 : recipe === 'best' ? 9 : 14;
  return {
    model: coming
      ? { id: 'SmolLM2-360M-Instruct', title: 'SmolLM2 360M Instruct', present: false, downloadBytes: 724_000_000 }
      : { id: 'SmolLM2-135M-Instruct', title: 'SmolLM2 135M Instruct', present: true, downloadBytes: null },
    device: 'cpu',
    memoryMode: 'default',
    memoryBytes: 2_900_000_000,
    freeMemoryBytes: 21_000_000_000,
    diskBytes: 310_000_000,
    freeDiskBytes: 182_000_000_000,
    steps: { instruct: 0, train: 180 * long, blend: 16 },
    seconds: 410 * long,
    measured: false,
    recipe: presets.quick as unknown as RecipeJson,
    instruction: { kind: 'stock', licence: 'CC BY-NC 4.0' },
    problems: tight
      ? [
          {
            code: 'device/out-of-memory',
            message:
              'Training would take about 9.1 GiB of memory, even in the mode that takes least; 6.2 GiB are free.',
            hint: 'Close other programs, choose a smaller base model, or set training.batch lower.',
          },
        ]
      : [],
  };
}

function loss(step: number): number {
  return 2.2 + 1.3 * Math.exp(-step / 45) + 0.22 * Math.sin(step * 2.7) * Math.cos(step * 1.3);
}

function pointsOf(step: number): readonly Point[] {
  return [
    { series: 'train-loss', step, value: loss(step) },
    { series: 'train-learning-rate', step, value: step < 10 ? step * 1e-4 : 1e-3 * (1 - (step - 10) / 340) },
  ];
}
