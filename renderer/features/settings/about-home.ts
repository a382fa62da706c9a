import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DoctorReport, ModelSummary, Progress } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface AboutHomeState {
  readonly doctor: DoctorReport | null;
  /** Base models. */
  readonly models: readonly ModelSummary[];
  /** The newest lines of the log; null until the home told them. */
  readonly log: readonly string[] | null;
  readonly error: unknown;
  /** A move of a folder that is under way. */
  readonly move: { readonly progress: Progress | null; readonly abort: AbortController } | null;
}

export interface AboutHome extends StoreApi<AboutHomeState> {
  load(): Promise<void>;
  /** Copies, checks, then switches. Stopping leaves everything where it was. */
  move(what: MovedFolder, folder: string): Promise<void>;
  /** Works with the old data folder again; gives the one that is left. */
  moveBack(): Promise<string>;
  /** Deletes what is in the old data folder. */
  removePrevious(): Promise<void>;
  report(): Promise<string>;
  loadLog(): Promise<void>;
  backUp(path: string): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Gives where the home that was there before lies now. */
  restore(path: string): Promise<string | null>;
}

/** The data folder, which stays in its old place until that is asked for, or the models folder, whose old place goes. */
export type MovedFolder = 'home' | 'models';

const moves = { home: 'home.move', models: 'home.moveModels' } as const;

/** Machine, folders and what is kept, as the home tells of itself. */
export function createAboutHome({ service, home }: AppState): AboutHome {
  const store = createStore<AboutHomeState>(() => ({ doctor: null, models: [], log: null, error: null, move: null }));
  const load = async () => {
    try {
      const [doctor, models] = await Promise.all([service.call('home.doctor', {}), service.call('model.list', {})]);
      store.setState({ doctor, models: models.filter(({ kind }) => kind === 'base'), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['models', 'settings'], () => void load());
  return {
    ...store,
    load,
    async move(what, folder) {
      const abort = new AbortController();
      store.setState({ move: { progress: null, abort } });
      try {
        await service.call(
          moves[what],
          { folder },
          {
            signal: abort.signal,
            onEvent: (event) => {
              if (event.kind === 'progress') store.setState({ move: { progress: event, abort } });
            },
          },
        );
        await load();
      } finally {
        store.setState({ move: null });
      }
    },
    async moveBack() {
      const { left } = await service.call('home.moveBack', {});
      await load();
      return left;
    },
    async removePrevious() {
      await service.call('home.removePrevious', {});
      await load();
    },
    loadLog: async () => store.setState({ log: (await service.call('home.log', {})).lines }),
    report: async () => (await service.call('home.report', {})).text,
    backUp: (path) => service.call('home.backup', { path }),
    restore: async (path) => (await service.call('home.restore', { path })).previous,
  };
}
