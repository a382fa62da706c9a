import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type BuildInput,
  type BuildPlan,
  errorShape,
  type JobDetail,
  type ModelSummary,
  type RecipeJson,
  type RecipePreset,
  type SkillSummary,
} from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { beginJob } from '../../state/begin-job.ts';
import { changesFrom } from '../../state/recipe-fields.ts';
import { smallerSetting, type Want } from './smaller-setting.ts';
import { begunWith } from './stages.ts';

export interface SetupState {
  readonly presets: readonly RecipePreset[];
  readonly models: readonly ModelSummary[];
  /** Skills that a manual's may be blended with: trained on instructions, imported or merged. */
  readonly instructions: readonly SkillSummary[];
  readonly manual: string | null;
  readonly preset: string;
  /** The preset, or what was made of it. */
  readonly recipe: RecipeJson | null;
  /** Null: the best one here. */
  readonly model: string | null;
  /** Null: the one that comes with the model. */
  readonly instruct: string | null;
  readonly name: string;
  /** The recipe before it was made smaller; null when it was not. */
  readonly before: RecipeJson | null;
  readonly plan: BuildPlan | null;
  readonly planning: boolean;
  readonly error: unknown;
  /** What is done before the job begins: the model is fetched. */
  readonly starting: { readonly done: number; readonly total: number } | null;
}

export interface Setup extends StoreApi<SetupState> {
  choose(change: Partial<Pick<SetupState, 'manual' | 'model' | 'instruct' | 'name'>>): void;
  choosePreset(name: string): void;
  changeRecipe(recipe: RecipeJson): void;
  /** Makes the recipe smaller by a step, where that can be. */
  smaller(want: Want): void;
  /** Prepares what a build that failed was begun with, made smaller by a step. */
  again(job: JobDetail, want: Want): void;
  /** A recipe file, checked and completed by the host. @throws ServiceError `recipe/invalid` */
  importRecipe(path: string): Promise<void>;
  plan(): Promise<void>;
  /** Begins, and gives the job's id as soon as there is one; its end is told by `home`. @throws ServiceError when it can't begin */
  start(): Promise<string>;
}

/** What is about to be built, and what that would take. */
export function createSetup({ service, home, toasts }: AppState): Setup {
  const store = createStore<SetupState>(() => ({
    presets: [],
    models: [],
    instructions: [],
    manual: null,
    preset: 'quick',
    recipe: null,
    model: null,
    instruct: null,
    name: '',
    before: null,
    plan: null,
    planning: false,
    error: null,
    starting: null,
  }));
  let planned: AbortController | null = null;

  const load = async () => {
    const [presets, models, skills] = await Promise.all([
      service.call('recipe.list', {}),
      service.call('model.list', {}),
      service.call('skill.list', {}),
    ]);
    const { preset, recipe } = store.getState();
    store.setState({
      presets,
      models: models.filter(({ kind }) => kind === 'base'),
      instructions: skills.filter(({ kind }) => kind !== 'manual'),
      recipe: recipe ?? presets.find(({ name }) => name === preset)?.recipe ?? null,
    });
  };
  const reload = () => {
    load().catch((error) => store.setState({ error }));
  };
  reload();
  const plan = async () => {
    planned?.abort();
    const { manual } = store.getState();
    if (manual === null) return store.setState({ plan: null, planning: false });
    const controller = new AbortController();
    planned = controller;
    store.setState({ planning: true });
    try {
      const got = await service.call('bot.plan', inputOf(store.getState()), { signal: controller.signal });
      if (planned === controller) store.setState({ plan: got, planning: false, error: null });
    } catch (error) {
      if (planned === controller) store.setState({ plan: null, planning: false, error });
    }
  };
  home.onChanged(['models', 'skills'], () => {
    reload();
    void plan();
  });
  const change = (patch: Partial<SetupState>) => {
    store.setState(patch);
    void plan();
  };

  const smaller = (want: Want) => {
    const { recipe, before } = store.getState();
    const next = recipe === null ? null : smallerSetting(recipe, want);
    if (next !== null) change({ recipe: next, before: before ?? recipe });
  };

  return {
    ...store,
    plan,
    choose: change,
    choosePreset(name) {
      const recipe = store.getState().presets.find((each) => each.name === name)?.recipe ?? null;
      change({ preset: name, recipe, before: null });
    },
    changeRecipe: (recipe) => change({ recipe }),
    smaller,
    again(job, want) {
      const { manual, model, instruct, recipe, name } = begunWith(job);
      store.setState({
        manual: manual?.id ?? manual?.path ?? null,
        model: model ?? null,
        instruct: instruct?.skill ?? null,
        name: name ?? '',
        preset: presetOf(recipe),
        recipe: recipe ?? store.getState().recipe,
        before: null,
        plan: null,
      });
      smaller(want);
    },
    async importRecipe(path) {
      const recipe = await service.call('recipe.resolve', { recipe: path });
      change({ recipe, preset: presetOf(recipe), before: null });
    },
    async start() {
      store.setState({ starting: { done: 0, total: 0 } });
      try {
        const { job, ended } = await beginJob(service, 'bot.build', inputOf(store.getState()), (starting) =>
          store.setState({ starting }),
        );
        // One that had learned nothing is taken off the list, with why it failed.
        ended.catch((error) => errorShape(error)?.code === 'service/host-gone' || toasts.fail(error));
        store.setState({ name: '' });
        return job;
      } finally {
        store.setState({ starting: null });
      }
    },
  };
}

function presetOf(recipe: RecipeJson | undefined): string {
  return typeof recipe?.preset === 'string' ? recipe.preset : 'quick';
}

/** As the host takes it: the preset by name with what differs from it; a recipe that began with no known preset, whole. */
export function inputOf({ manual, model, instruct, name, preset, presets, recipe }: SetupState): BuildInput {
  const base = presets.find((each) => each.name === preset)?.recipe;
  const set = base === undefined || recipe === null ? {} : changesFrom(base, recipe);
  return {
    manual: manual ?? '',
    recipe: base === undefined && recipe !== null ? recipe : preset,
    ...(Object.keys(set).length === 0 ? {} : { set }),
    ...(model === null ? {} : { model }),
    ...(instruct === null ? {} : { instruct }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  };
}
