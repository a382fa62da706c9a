import type {
  JobDetail,
  Json,
  RecipeJson,
  SkillDetail,
  SkillSummary,
  SoupSummary,
} from '../../../core/service/contract.ts';
import { presets } from '../../../core/service/presets.ts';
import type { FakeMethods } from '../fake-service.ts';

const MODEL = 'SmolLM2-135M-Instruct';
const { training, soup } = presets.quick;
const createdAt = new Date(Date.now() - 86_400_000).toISOString();
const skill = (id: string, name: string, change: Partial<SkillSummary>): SkillSummary => ({
  ...{ id, name, kind: 'manual', model: MODEL, rank: 32, createdAt, tags: [], note: '', parents: [], manual: null },
  ...{ data: 'instructions', recipe: { training: training as unknown as Json }, preset: 'quick' },
  ...change,
});

const skills: readonly SkillSummary[] = [
  skill('s1', 'Gutenprint (manual)', { manual: 'm1', data: 'manual' }),
  skill('s2', 'Questions of the workshop', {
    kind: 'instruction',
    recipe: { training: { ...training, learningRate: 5e-4, epochs: 2 } },
    preset: null,
  }),
  skill('s3', 'Code Alpaca', { kind: 'imported', rank: 16, data: null, recipe: null, preset: null }),
];
const share = (id: string, mean: number) => ({
  ...{ skill: id, name: skills.find((one) => one.id === id)!.name, mean },
  ...{ spread: 0.04, low: mean - 0.1, high: mean + 0.1 },
});
const soups: readonly SoupSummary[] = [
  {
    ...{ id: 'p1', model: MODEL, method: 'cat-learned', skills: [share('s1', 0.53), share('s2', 0.47)], bots: ['b1'] },
    ...{ recipe: { soup: soup as unknown as Json } satisfies RecipeJson, preset: 'quick', createdAt },
  },
];
const detail = (id: string): SkillDetail => {
  const one = skills.find((each) => each.id === id) ?? skills[0]!;
  const lineage = one.kind === 'imported' ? null : { kind: one.kind, dataSha256: 'c29f…', seed: 0, device: 'cpu' };
  const folder = `/home/anna/.local/share/stockpot/skills/${one.id}`;
  return { ...one, folder, bytes: 9_800_000, sha256: 'd2ceebab0f538fd2962c', modules: 150, lineage };
};

/** Trainings of skills: one that runs, one that is done. */
export const inventedTrainings: readonly JobDetail[] = [
  trainingJob('t1', 'running', { progress: { done: 12, total: 40, secondsLeft: 55 } }),
  trainingJob('t2', 'done', { title: 'Questions of the workshop', result: { skill: 's2' } }),
];

export function skillMethods(): FakeMethods {
  return {
    'skill.list': () => skills,
    'skill.show': ({ skill: id }) => detail(id),
    'soup.list': () => soups,
    'skill.train': (_, { onEvent }) => {
      onEvent?.({ kind: 'job', job: 't1', state: 'started' });
      return new Promise(() => {});
    },
  };
}

function trainingJob(id: string, state: JobDetail['state'], change: Partial<JobDetail>): JobDetail {
  return {
    ...{ id, kind: 'train-skill', state, title: 'workshop', stage: 'train', createdAt, error: null, input: {} },
    ...{ reason: null, stages: [], progress: null, log: [], result: null, finishedAt: null },
    ...change,
  };
}
