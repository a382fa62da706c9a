import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DraftMakeInput, ModelSummary, SuiteSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface SuitesState {
  /** Null until the host told them. */
  readonly list: readonly SuiteSummary[] | null;
  readonly error: unknown;
}

export interface Suites extends StoreApi<SuitesState> {
  load(): Promise<void>;
  /** Has questions made; how far that is comes from the home's jobs. */
  make(input: DraftMakeInput): void;
  /** Base models that are here, to write them. */
  models(): Promise<readonly ModelSummary[]>;
  /** Takes in a file's questions, about a manual or about none of the home's (`''`). */
  importFile(path: string, manual: string): Promise<void>;
  /** As a file to keep or to hand on. */
  save(suite: string): Promise<void>;
  remove(suite: string): Promise<void>;
}

export function createSuites({ service, home, toasts, files }: AppState): Suites {
  const store = createStore<SuitesState>(() => ({ list: null, error: null }));
  const load = async () => {
    try {
      store.setState({ list: await service.call('suite.list', {}), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['suites'], () => void load());
  return {
    ...store,
    load,
    make: (input) => void service.call('draft.make', input).catch(toasts.fail),
    models: async () => (await service.call('model.list', {})).filter(({ present }) => present),
    async importFile(path, manual) {
      await service.call('suite.import', { path, ...(manual === '' ? {} : { manual }) });
      await load();
    },
    async save(suite) {
      const { questions } = await service.call('draft.suite', { suite });
      files.saveText(`${suite}.json`, `${JSON.stringify(questions, null, 2)}\n`);
    },
    async remove(suite) {
      await service.call('suite.remove', { suite });
      await load();
    },
  };
}
