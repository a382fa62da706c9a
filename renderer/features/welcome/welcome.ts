import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelSummary, Welcome } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface WelcomeState {
  readonly welcome: Welcome | null;
  /** The proposed base model, once it is known. */
  readonly model: ModelSummary | null;
  /** What building on the sample takes here, about; null until that is known. */
  readonly seconds: number | null;
  readonly error: unknown;
  /** The sample is being read: pages so far. */
  readonly reading: { readonly done: number; readonly total: number } | null;
}

export interface FirstStart extends StoreApi<WelcomeState> {
  load(): Promise<void>;
  /** Takes the sample manual in and gives its id. @throws ServiceError */
  takeSample(): Promise<string>;
  /** Not shown again by itself; the proposed model becomes the one that new builds begin with. */
  done(): Promise<void>;
}

export function createFirstStart({ service, preferences }: AppState): FirstStart {
  const store = createStore<WelcomeState>(() => ({
    welcome: null,
    model: null,
    seconds: null,
    error: null,
    reading: null,
  }));
  return {
    ...store,
    async load() {
      try {
        const welcome = await service.call('home.welcome', {});
        store.setState({ welcome, error: null });
        const models = await service.call('model.list', {});
        store.setState({ model: models.find(({ id }) => id === welcome.model) ?? null });
        const { seconds } = await service.call('bot.plan', { manual: welcome.sample.path, model: welcome.model });
        store.setState({ seconds });
      } catch (error) {
        store.setState({ error });
      }
    },
    async takeSample() {
      const { welcome } = store.getState();
      store.setState({ reading: { done: 0, total: welcome!.sample.pages } });
      try {
        const { id } = await service.call(
          'manual.import',
          { path: welcome!.sample.path },
          {
            onEvent(event) {
              if (event.kind === 'progress') store.setState({ reading: { done: event.done, total: event.total } });
            },
          },
        );
        return id;
      } finally {
        store.setState({ reading: null });
      }
    },
    async done() {
      const { welcome } = store.getState();
      // What was proposed is what is built with, unless a person has chosen before.
      const chosen = preferences.getState().settings?.model ?? null;
      const proposed = welcome === null || chosen !== null ? {} : { model: welcome.model };
      await preferences.change({ welcomed: true, ...proposed });
    },
  };
}
