import { type AppState, createAppState } from '../../renderer/state/app-state.ts';
import type { FakeService } from './fake-service.ts';

export interface FakeWindow {
  readonly location: { hash: string; replace(url: string): void };
  readonly localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

/** The window's state over a fake service, in plain Node: for the tests of features' stores. */
export function createFakeApp(service: FakeService, hash = ''): AppState {
  const kept = new Map<string, string>();
  const listeners = new Set<() => void>();
  let at = hash;
  const go = (next: string) => {
    at = next;
    for (const listener of listeners) listener();
  };
  const page = {
    location: {
      get hash() {
        return at;
      },
      set hash(next: string) {
        go(next);
      },
      replace: go,
    },
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    },
    addEventListener: (_type: string, listener: () => void) => listeners.add(listener),
  };
  return createAppState(service, page as unknown as Window);
}
