import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelCheck, ModelSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface ModelsState {
  /** Null until the host told them. */
  readonly list: readonly ModelSummary[] | null;
  readonly error: unknown;
  /** Models whose files are being checked. */
  readonly checking: ReadonlySet<string>;
  /** What the last check of a model found. */
  readonly checks: ReadonlyMap<string, ModelCheck>;
}

export interface Models extends StoreApi<ModelsState> {
  load(): Promise<void>;
  pull(model: string): void;
  /** Stops a download; what came is kept, and pulling again goes on there. */
  pause(job: string): Promise<void>;
  verify(model: string): Promise<void>;
  remove(model: string): Promise<void>;
  add(path: string, name: string): Promise<ModelSummary>;
}

export function createModels({ service, home, toasts }: AppState): Models {
  const store = createStore<ModelsState>(() => ({
    list: null,
    error: null,
    checking: new Set(),
    checks: new Map(),
  }));
  const load = async () => {
    try {
      store.setState({ list: await service.call('model.list', {}), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  const checking = (model: string, busy: boolean) => {
    const next = new Set(store.getState().checking);
    if (busy) next.add(model);
    else next.delete(model);
    store.setState({ checking: next });
  };
  void load();
  home.onChanged(['models', 'settings'], () => void load());
  return {
    ...store,
    load,
    pull: (model) => void service.call('model.pull', { model }).then(load, (error) => toasts.fail(error)),
    async pause(job) {
      await service.call('job.pause', { job });
    },
    async verify(model) {
      checking(model, true);
      try {
        const found = await service.call('model.verify', { model });
        store.setState({
          checks: new Map([...store.getState().checks, ...found.map((check) => [check.model, check] as const)]),
        });
      } finally {
        checking(model, false);
      }
    },
    async remove(model) {
      await service.call('model.remove', { model });
      await load();
    },
    async add(path, name) {
      const added = await service.call('model.add', name === '' ? { path } : { path, name });
      await load();
      return added;
    },
  };
}
