import { createStore, type StoreApi } from 'zustand/vanilla';

/** Where the window is: `#/manuals/3f2a?page=4` → `{ feature: 'manuals', parts: ['3f2a'], query: { page: '4' } }`. */
export interface Route {
  readonly feature: string;
  readonly parts: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export interface Navigation extends StoreApi<Route> {
  /** `go('manuals', 'ID', { page: '4' })`. */
  go(feature: string, ...rest: readonly (string | Readonly<Record<string, string>>)[]): void;
  /** The same without a step to go back to. */
  replace(feature: string, ...rest: readonly (string | Readonly<Record<string, string>>)[]): void;
}

/** As much of `window` as it takes; a test hands in its own. */
export interface HashWindow {
  readonly location: { hash: string; replace(url: string): void };
  addEventListener(type: 'hashchange', listener: () => void): void;
}

export function createNavigation(page: HashWindow): Navigation {
  const store = createStore<Route>(() => parseHash(page.location.hash));
  page.addEventListener('hashchange', () => store.setState(parseHash(page.location.hash), true));
  return {
    ...store,
    go(feature, ...rest) {
      page.location.hash = hashOf(feature, ...rest);
    },
    replace(feature, ...rest) {
      page.location.replace(hashOf(feature, ...rest));
    },
  };
}

export function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [feature = '', ...parts] = path.split('/').filter(Boolean).map(decode);
  return { feature, parts, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** For a link's `href`: `hashOf('manuals', 'ID', { page: '4' })` → `#/manuals/ID?page=4`. */
export function hashOf(feature: string, ...rest: readonly (string | Readonly<Record<string, string>>)[]): string {
  const parts = rest.filter((part) => typeof part === 'string').map(encodeURIComponent);
  const query = new URLSearchParams(Object.assign({}, ...rest.filter((part) => typeof part === 'object'))).toString();
  return `#/${[feature, ...parts].join('/')}${query === '' ? '' : `?${query}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
