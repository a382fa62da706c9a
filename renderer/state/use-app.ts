import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppState } from './app-state.ts';
import type { HomeState } from './home.ts';
import type { Route } from './navigation.ts';

export const AppContext = createContext<AppState | null>(null);

/** The window's state, from any component. */
export function useApp(): AppState {
  const app = useContext(AppContext);
  if (app === null) throw new Error('Outside of the application.');
  return app;
}

/**
 * A feature's store, made once for the window when it is first looked at, and kept when another feature is shown.
 * `const useManuals = perApp(createManuals)`; in a component: `const manuals = useManuals(); useStore(manuals, (s) => s.list)`.
 */
export function perApp<Store>(create: (app: AppState) => Store): () => Store {
  const stores = new WeakMap<AppState, Store>();
  return () => {
    const app = useApp();
    let store = stores.get(app);
    if (store === undefined) {
      store = create(app);
      stores.set(app, store);
    }
    return store;
  };
}

export function useHome<Value>(select: (state: HomeState) => Value): Value {
  return useStore(useApp().home, select);
}

export function useRoute(): Route {
  return useStore(useApp().navigation);
}
