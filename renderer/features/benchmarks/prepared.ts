import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PreparedRemoved, PreparedSummary } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface PreparedState {
  /** The one used last first; null until the host told them. */
  readonly list: readonly PreparedSummary[] | null;
  readonly error: unknown;
}

export interface Prepared extends StoreApi<PreparedState> {
  load(): Promise<void>;
  /** Clears these, or all. */
  remove(keys?: readonly string[]): Promise<PreparedRemoved>;
}

/** What systems were trained or tuned for once, kept for later runs. */
export function createPrepared({ service, home }: Pick<AppState, 'service' | 'home'>): Prepared {
  const store = createStore<PreparedState>(() => ({ list: null, error: null }));
  const load = async () => {
    try {
      store.setState({ list: await service.call('prepared.list', {}), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  void load();
  home.onChanged(['prepared'], () => void load());
  return {
    ...store,
    load,
    async remove(keys) {
      const removed = await service.call('prepared.remove', keys === undefined ? {} : { keys });
      await load();
      return removed;
    },
  };
}
