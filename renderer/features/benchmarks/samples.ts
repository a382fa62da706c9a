import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunSample } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';

export interface SamplesState {
  readonly total: number;
  /** By index in the found list; those not read yet are missing. */
  readonly items: ReadonlyMap<number, RunSample>;
  readonly query: string;
  readonly error: unknown;
}

export interface Samples extends StoreApi<SamplesState> {
  /** Reads the page that holds this index, once. */
  need(index: number): void;
  search(query: string): void;
}

const PAGE = 100;

/** A run's samples, read a page at a time as they come into sight. */
export function createSamples({ service }: Pick<AppState, 'service'>, run: string): Samples {
  const store = createStore<SamplesState>(() => ({ total: 0, items: new Map(), query: '', error: null }));
  const asked = new Set<number>();
  let generation = 0;
  const read = async (page: number) => {
    if (asked.has(page)) return;
    asked.add(page);
    const mine = generation;
    const { query } = store.getState();
    try {
      const { total, items } = await service.call('run.samples', {
        run,
        offset: page * PAGE,
        limit: PAGE,
        ...(query === '' ? {} : { query }),
      });
      // An answer to an older search is nobody's.
      if (mine !== generation) return;
      const next = new Map(store.getState().items);
      for (const [i, item] of items.entries()) next.set(page * PAGE + i, item);
      store.setState({ total, items: next, error: null });
    } catch (error) {
      asked.delete(page);
      if (mine === generation) store.setState({ error });
    }
  };
  void read(0);
  return {
    ...store,
    need: (index) => void read(Math.floor(index / PAGE)),
    search(query) {
      generation += 1;
      asked.clear();
      store.setState({ query, items: new Map(), total: 0, error: null });
      void read(0);
    },
  };
}
