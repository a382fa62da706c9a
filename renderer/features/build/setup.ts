import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BuildInput, BuildPlan, ModelSummary, RecipeJson, RecipePreset, SkillSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { beginJob } from '../../state/begin-job.ts';
import { changesFrom } from '../../state/recipe-fields.ts';

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
  /** A recipe file, checked and completed by the host. @throws ServiceError `recipe/invalid` */
  importRecipe(path: string): Promise<void>;
  plan(): Promise<void>;
  /** Begins, and gives the job's id as soon as there is one; its end is told by `home`. @throws ServiceError when it can't begin */
  start(): Promise<string>;
}

/** What is about to be built, and what that would take. */
export function createSetup({ service, home }: AppState): Setup {
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
  home.onChanged(['models', 'skills'], reload);

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
  const change = (patch: Partial<SetupState>) => {
    store.setState(patch);
    void plan();
  };

  return {
    ...store,
    plan,
    choose: change,
    choosePreset(name) {
      change({ preset: name, recipe: store.getState().presets.find((each) => each.name === name)?.recipe ?? null });
    },
    changeRecipe: (recipe) => change({ recipe }),
    async importRecipe(path) {
      const recipe = await service.call('recipe.resolve', { recipe: path });
      change({ recipe, preset: typeof recipe.preset === 'string' ? recipe.preset : 'quick' });
    },
    async start() {
      store.setState({ starting: { done: 0, total: 0 } });
      try {
        const { job } = await beginJob(service, 'bot.build', inputOf(store.getState()), (starting) =>
          store.setState({ starting }),
        );
        store.setState({ name: '' });
        return job;
      } finally {
        store.setState({ starting: null });
      }
    },
  };
}

/** As the host takes it: the preset by name with what differs from it. */
export function inputOf({ manual, model, instruct, name, preset, presets, recipe }: SetupState): BuildInput {
  const base = presets.find((each) => each.name === preset)?.recipe;
  const set = base === undefined || recipe === null ? {} : changesFrom(base, recipe);
  return {
    manual: manual ?? '',
    recipe: preset,
    ...(Object.keys(set).length === 0 ? {} : { set }),
    ...(model === null ? {} : { model }),
    ...(instruct === null ? {} : { instruct }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  };
}
