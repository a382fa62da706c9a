import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type BuildInput,
  type BuildPlan,
  errorShape,
  type ModelSummary,
  type RecipeJson,
  type RecipePreset,
  type ServiceEvent,
  type SkillSummary,
} from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { changesFrom } from './recipe-fields.ts';

export interface SetupState {
  readonly presets: readonly RecipePreset[];
  readonly models: readonly ModelSummary[];
  /** Instruction skills of the person's own. */
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
      instructions: skills.filter(({ kind }) => kind === 'instruction'),
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
    start() {
      const input = inputOf(store.getState());
      store.setState({ starting: { done: 0, total: 0 } });
      return new Promise<string>((resolve, reject) => {
        let begun = false;
        const onEvent = (event: ServiceEvent) => {
          if (event.kind === 'progress' && !begun)
            store.setState({ starting: { done: event.done, total: event.total } });
          if (event.kind !== 'job' || begun) return;
          begun = true;
          store.setState({ starting: null, name: '' });
          resolve(event.job);
        };
        service.call('bot.build', input, { onEvent }).then(
          ({ job }) => resolve(job),
          (error) => {
            store.setState({ starting: null });
            if (!begun) reject(error);
            // One that had learned nothing is taken off the list, with why it failed.
            else if (errorShape(error)?.code !== 'service/host-gone') toasts.fail(error);
          },
        );
      });
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
