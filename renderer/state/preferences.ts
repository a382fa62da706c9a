import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ServiceClient, Settings } from '../api.ts';
import type { Home } from './home.ts';

export interface PreferencesState {
  /** Null until the host told them. */
  readonly settings: Settings | null;
  readonly sidebarOpen: boolean;
  /** The window is too narrow for the sidebar beside the page: it lies over it, and is closed by itself. */
  readonly narrow: boolean;
  /** Whether a letter or sign alone may be a shortcut: in the way of who speaks to the machine. */
  readonly singleKeys: boolean;
}

export interface Preferences extends StoreApi<PreferencesState> {
  /** Shown at once, and taken back when the host does not keep it. */
  change(change: Partial<Settings>): Promise<void>;
  toggleSidebar(): void;
  setNarrow(narrow: boolean): void;
  setSingleKeys(on: boolean): void;
}

/** As much of `localStorage` as it takes. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The home's settings, shared by all windows, and what this window alone remembers. */
export function createPreferences(service: ServiceClient, home: Home, memory: Memory): Preferences {
  const store = createStore<PreferencesState>(() => ({
    settings: null,
    sidebarOpen: memory.getItem('sidebar') !== 'closed',
    narrow: false,
    singleKeys: memory.getItem('single-keys') !== 'off',
  }));
  const load = () => {
    service.call('settings.show', {}).then(
      (settings) => store.setState({ settings }),
      // Without an answer the window keeps to the system's theme and language.
      () => undefined,
    );
  };
  load();
  home.onChanged(['settings'], load);
  return {
    ...store,
    async change(change) {
      const before = store.getState().settings;
      if (before !== null) store.setState({ settings: { ...before, ...change } });
      try {
        store.setState({ settings: await service.call('settings.change', change) });
      } catch (error) {
        store.setState({ settings: before });
        throw error;
      }
    },
    toggleSidebar() {
      const sidebarOpen = !store.getState().sidebarOpen;
      if (!store.getState().narrow) memory.setItem('sidebar', sidebarOpen ? 'open' : 'closed');
      store.setState({ sidebarOpen });
    },
    setSingleKeys(singleKeys) {
      memory.setItem('single-keys', singleKeys ? 'on' : 'off');
      store.setState({ singleKeys });
    },
    setNarrow(narrow) {
      store.setState({ narrow, sidebarOpen: !narrow && memory.getItem('sidebar') !== 'closed' });
    },
  };
}
