import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface ConnectionsState {
  /** Newest first, as far as they were read; null until the host told them. */
  readonly items: readonly Connection[] | null;
  readonly total: number;
  readonly error: unknown;
}

export interface Connections extends StoreApi<ConnectionsState> {
  load(): Promise<void>;
  more(): Promise<void>;
}

const AT_ONCE = 100;

/** The ledger of network connections. */
export function createConnections({ service, home }: AppState): Connections {
  const store = createStore<ConnectionsState>(() => ({ items: null, total: 0, error: null }));
  const read = async (offset: number, limit: number) => {
    try {
      const { total, items } = await service.call('connection.list', { offset, limit });
      const before = offset === 0 ? [] : (store.getState().items ?? []).slice(0, offset);
      store.setState({ items: [...before, ...items], total, error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  const load = () => read(0, Math.max(AT_ONCE, store.getState().items?.length ?? 0));
  void load();
  home.onChanged(['connections'], () => void load());
  return { ...store, load, more: () => read(store.getState().items?.length ?? 0, AT_ONCE) };
}
