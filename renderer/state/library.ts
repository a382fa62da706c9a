import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BotSummary, ManualSummary, ServiceClient } from '../api.ts';
import type { Home } from './home.ts';

/** The lists that more than one feature looks at; null until they came. */
export interface LibraryState {
  readonly manuals: readonly ManualSummary[] | null;
  readonly bots: readonly BotSummary[] | null;
  readonly error: unknown;
}

export interface Library extends StoreApi<LibraryState> {
  /** Reads both again; told changes do it by themselves. */
  load(): void;
}

export function createLibrary(service: ServiceClient, home: Home): Library {
  const store = createStore<LibraryState>(() => ({ manuals: null, bots: null, error: null }));
  const fail = (error: unknown) => store.setState({ error });
  const loadManuals = () => {
    service.call('manual.list', {}).then((manuals) => store.setState({ manuals, error: null }), fail);
  };
  const loadBots = () => {
    service.call('bot.list', {}).then((bots) => store.setState({ bots, error: null }), fail);
  };
  const load = () => {
    loadManuals();
    loadBots();
  };
  load();
  home.onChanged(['manuals'], loadManuals);
  home.onChanged(['bots', 'manuals'], loadBots);
  return { ...store, load };
}

/** Manuals that no newer revision has replaced. */
export function currentManuals(manuals: readonly ManualSummary[]): readonly ManualSummary[] {
  return manuals.filter(({ replacedBy }) => replacedBy === null);
}
