import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FoundPassage, ManualDetail } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface ManualsState {
  readonly query: string;
  /** Passages that the query found; null when nothing is looked for. */
  readonly found: { readonly total: number; readonly items: readonly FoundPassage[] } | null;
  readonly searching: boolean;
  /** The manual whose report is shown. */
  readonly detail: ManualDetail | null;
  readonly error: unknown;
}

export interface Manuals extends StoreApi<ManualsState> {
  search(query: string): Promise<void>;
  /** Reads the next passages of what was found. */
  more(): Promise<void>;
  /** Reads one manual's report; `detail` is null until it came. */
  show(manual: string): Promise<void>;
  rename(manual: string, title: string): Promise<void>;
  /** With everything that rests on it: the caller has said so. */
  remove(manual: string): Promise<void>;
}

/** Passages read at a time. */
const PAGE = 50;

export function createManuals({ service, home }: AppState): Manuals {
  const store = createStore<ManualsState>(() => ({
    query: '',
    found: null,
    searching: false,
    detail: null,
    error: null,
  }));
  let searched: AbortController | null = null;

  const show = async (manual: string) => {
    if (store.getState().detail?.id !== manual) store.setState({ detail: null, error: null });
    try {
      store.setState({ detail: await service.call('manual.show', { manual }), error: null });
    } catch (error) {
      store.setState({ error });
    }
  };
  home.onChanged(['manuals', 'bots', 'skills'], () => {
    const { detail } = store.getState();
    if (detail !== null) void show(detail.id);
  });
  return {
    ...store,
    show,
    async search(query) {
      searched?.abort();
      store.setState({ query });
      if (query.trim() === '') return store.setState({ found: null, searching: false });
      const controller = new AbortController();
      searched = controller;
      store.setState({ searching: true });
      try {
        const found = await service.call(
          'manual.search',
          { query: query.trim(), limit: PAGE },
          { signal: controller.signal },
        );
        if (searched === controller) store.setState({ found, searching: false, error: null });
      } catch (error) {
        if (searched === controller) store.setState({ error, searching: false });
      }
    },
    async more() {
      const { query, found, searching } = store.getState();
      if (found === null || searching || found.items.length >= found.total) return;
      store.setState({ searching: true });
      const asked = searched;
      try {
        const input = { query: query.trim(), offset: found.items.length, limit: PAGE };
        const { items, total } = await service.call('manual.search', input);
        if (searched === asked) {
          store.setState({ found: { total, items: [...found.items, ...items] }, searching: false, error: null });
        }
      } catch (error) {
        if (searched === asked) store.setState({ error, searching: false });
      }
    },
    async rename(manual, title) {
      await service.call('manual.rename', { manual, title });
    },
    async remove(manual) {
      await service.call('manual.remove', { manual, withDependants: true });
      if (store.getState().detail?.id === manual) store.setState({ detail: null });
    },
  };
}
