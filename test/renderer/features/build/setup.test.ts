import { describe, expect, test } from 'vitest';
import type {
  BuildInput,
  BuildPlan,
  BuildResult,
  JobDetail,
  ModelSummary,
  SkillSummary,
} from '../../../../core/service/contract.ts';
import { presets } from '../../../../core/service/presets.ts';
import { type RecipeJson, ServiceError } from '../../../../renderer/api.ts';
import { createSetup } from '../../../../renderer/features/build/setup.ts';
import { withValue } from '../../../../renderer/state/recipe-fields.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService, type FakeMethods } from '../../fake-service.ts';

const plan = { seconds: 300, problems: [] } as unknown as BuildPlan;

async function openSetup(methods: FakeMethods = {}) {
  const plans: BuildInput[] = [];
  const service = createFakeService({
    'recipe.list': () =>
      Object.entries(presets).map(([name, recipe]) => ({ name, recipe: recipe as unknown as RecipeJson })),
    'model.list': () => [],
    'skill.list': () => [],
    'bot.plan': (input) => {
      plans.push(input);
      return plan;
    },
    ...methods,
  });
  const app = createFakeApp(service);
  const setup = createSetup(app);
  await until(setup, ({ recipe }) => recipe !== null);
  return { app, service, setup, plans };
}

function until<State>(
  store: { getState(): State; subscribe(listener: () => void): () => void },
  holds: (state: State) => boolean,
) {
  return new Promise<void>((resolve) => {
    const look = () => holds(store.getState()) && resolve();
    store.subscribe(look);
    look();
  });
}

describe('what is about to be built', () => {
  test('is planned again at each choice: the preset by name, with what differs from it', async () => {
    const { setup, plans } = await openSetup();
    setup.choose({ manual: 'm1' });
    setup.choosePreset('best');
    setup.changeRecipe(withValue(setup.getState().recipe!, 'training.rank', 8));
    setup.choose({ model: 'big', name: ' Kettle ' });
    await until(setup, ({ planning }) => !planning);
    expect(plans).toEqual([
      { manual: 'm1', recipe: 'quick' },
      { manual: 'm1', recipe: 'best' },
      { manual: 'm1', recipe: 'best', set: { 'training.rank': 8 } },
      { manual: 'm1', recipe: 'best', set: { 'training.rank': 8 }, model: 'big', name: 'Kettle' },
    ]);
    expect(setup.getState().plan).toBe(plan);
  });

  test('is planned again when a model came or went', async () => {
    const { service, setup, plans } = await openSetup();
    setup.choose({ manual: 'm1' });
    service.tell({ kind: 'changed', what: 'models' });
    await until(setup, ({ planning }) => !planning);
    expect(plans).toHaveLength(2);
  });

  test('stands on a base model: the one that finds passages is not offered', async () => {
    const models = [
      { id: 'small', kind: 'base' },
      { id: 'finder', kind: 'embedding' },
    ] as ModelSummary[];
    const { setup } = await openSetup({ 'model.list': () => models });
    expect(setup.getState().models.map(({ id }) => id)).toEqual(['small']);
  });

  test('may be blended with any skill but a manual’s: trained, imported or merged', async () => {
    const skills = (['manual', 'instruction', 'imported', 'merged'] as const).map((kind) => ({ id: kind, kind }));
    const { setup } = await openSetup({ 'skill.list': () => skills as SkillSummary[] });
    expect(setup.getState().instructions.map(({ id }) => id)).toEqual(['instruction', 'imported', 'merged']);
  });

  test('shows why a recipe can’t be used, and no plan beside it', async () => {
    const { setup } = await openSetup({
      'bot.plan': () => {
        throw new ServiceError({ code: 'recipe/invalid', message: 'The recipe’s "training.rank" can’t be used.' });
      },
    });
    setup.choose({ manual: 'm1' });
    await until(setup, ({ error }) => error !== null);
    expect(setup.getState()).toMatchObject({ plan: null, error: { code: 'recipe/invalid' } });
  });

  test('keeps the plan of the last choice when an earlier one comes later', async () => {
    const answers: ((value: BuildPlan) => void)[] = [];
    const { setup } = await openSetup({ 'bot.plan': () => new Promise((resolve) => answers.push(resolve)) });
    setup.choose({ manual: 'm1' });
    setup.choosePreset('best');
    answers[1]?.({ ...plan, seconds: 9000 });
    await until(setup, ({ planning }) => !planning);
    answers[0]?.(plan);
    await new Promise((resolve) => setImmediate(resolve));
    expect(setup.getState().plan?.seconds).toBe(9000);
  });
});

describe('a smaller setting', () => {
  const failed = {
    input: {
      manual: { id: 'm7' },
      model: 'big',
      instruct: { kind: 'own', skill: 'skl_3' },
      recipe: withValue(presets.best as unknown as RecipeJson, 'training.rank', 64),
      name: 'Kettle',
    },
  } as unknown as JobDetail;

  test('of a build that failed is its own recipe, model, skill and name, whatever was chosen here', async () => {
    const { setup, plans } = await openSetup();
    setup.choose({ manual: 'm1' });
    setup.again(failed, 'memory');
    await until(setup, ({ planning }) => !planning);
    const smaller = { 'training.rank': 64, 'training.batch': 2, 'training.accumulation': 2, 'soup.batch': 2 };
    const whole = { manual: 'm7', recipe: 'best', set: smaller, model: 'big', instruct: 'skl_3', name: 'Kettle' };
    expect(plans.at(-1)).toEqual(whole);
    setup.again(failed, 'memory');
    await until(setup, ({ planning }) => !planning);
    expect(plans.at(-1), 'asked for again: still one step').toEqual(whole);
    expect(setup.getState().before).toBe((failed.input as { recipe: RecipeJson }).recipe);
  });

  test('can be taken where a plan is refused, step by step, and is forgotten with another preset', async () => {
    const { setup, plans } = await openSetup();
    setup.choose({ manual: 'm1' });
    setup.smaller('memory');
    setup.smaller('memory');
    expect(plans.at(-1)?.set).toEqual({ 'training.batch': 1, 'training.accumulation': 4, 'soup.batch': 1 });
    expect(setup.getState().before).toBe(presets.quick);
    setup.choosePreset('best');
    expect(setup.getState().before).toBeNull();
  });

  test('of a recipe that began with no preset of ours is sent whole', async () => {
    const { setup, plans } = await openSetup();
    const recipe = { ...(presets.quick as unknown as RecipeJson), preset: 'mine' };
    setup.again({ input: { manual: { path: '/a.pdf' }, recipe } } as unknown as JobDetail, 'disk');
    expect(plans.at(-1)).toMatchObject({ manual: '/a.pdf', recipe: { preset: 'mine', training: { rank: 16 } } });
    expect(plans.at(-1)).not.toHaveProperty('set');
  });
});

describe('beginning', () => {
  test('gives the job as soon as there is one, showing the download before it', async () => {
    const seen: unknown[] = [];
    const { setup } = await openSetup({
      'bot.build': (_, { onEvent }) =>
        new Promise<BuildResult>(() => {
          onEvent?.({ kind: 'progress', stage: 'model', done: 50, total: 100 });
          onEvent?.({ kind: 'job', job: 'j9', state: 'started' });
          onEvent?.({ kind: 'progress', stage: 'train', done: 1, total: 180 });
        }),
    });
    setup.choose({ manual: 'm1' });
    setup.subscribe(({ starting }) => seen.push(starting));
    expect(await setup.start()).toBe('j9');
    expect(seen).toContainEqual({ done: 50, total: 100 });
    expect(setup.getState().starting).toBeNull();
  });

  test('fails with what the host says when there is no job', async () => {
    const { setup } = await openSetup({
      'bot.build': () => {
        throw new ServiceError({
          code: 'model/offline',
          message: 'The model is not here, and Stockpot is told to stay offline.',
        });
      },
    });
    setup.choose({ manual: 'm1' });
    await expect(setup.start()).rejects.toMatchObject({ code: 'model/offline' });
    expect(setup.getState().starting).toBeNull();
  });

  test('tells why a build failed once it had begun: one that had learned nothing is on no list to say so', async () => {
    const { setup, app } = await openSetup({
      'bot.build': async (_, { onEvent }) => {
        onEvent?.({ kind: 'job', job: 'j9', state: 'started' });
        throw new ServiceError({ code: 'study/empty', message: 'The manual holds no text to learn from.' });
      },
    });
    setup.choose({ manual: 'm1' });
    await setup.start();
    await until(app.toasts, ({ toasts }) => toasts.length > 0);
    expect(app.toasts.getState().toasts).toMatchObject([
      { tone: 'bad', text: 'The manual holds no text to learn from.' },
    ]);
  });
});
