import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SoupDetail } from '../../api.ts';

/** `[skill][module]`, in the soup's own order. */
export type Values = readonly (readonly number[])[];

/** Which modules a change is for: all of them, those of a layer, or one. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'module'; readonly module: number };

export interface SoupEditorState {
  readonly values: Values;
  readonly changed: boolean;
}

export interface SoupEditor extends StoreApi<SoupEditorState> {
  readonly soup: SoupDetail;
  set(skill: number, scope: Scope, value: number): void;
  reset(): void;
}

/** Other coefficients of a soup, tried before they are kept. */
export function createSoupEditor(soup: SoupDetail): SoupEditor {
  const store = createStore<SoupEditorState>(() => ({ values: soup.coefficients, changed: false }));
  return {
    ...store,
    soup,
    set(skill, scope, value) {
      const values = store
        .getState()
        .values.map((row, s) => (s === skill ? row.map((old, m) => (isIn(soup, scope, m) ? value : old)) : row));
      store.setState({ values, changed: !equal(values, soup.coefficients) });
    },
    reset: () => store.setState({ values: soup.coefficients, changed: false }),
  };
}

/** Mean of a skill's coefficients over a scope. */
export function meanOf(soup: SoupDetail, values: Values, skill: number, scope: Scope): number {
  const inside = (values[skill] ?? []).filter((_, module) => isIn(soup, scope, module));
  return inside.length === 0 ? 0 : inside.reduce((sum, value) => sum + value, 0) / inside.length;
}

/** Layers by rows and targets by columns; `cells[layer][target]` is a module's index, or null where it has none. */
export interface Grid {
  readonly layers: readonly number[];
  readonly targets: readonly string[];
  readonly cells: readonly (readonly (number | null)[])[];
}

export function gridOf({ modules }: Pick<SoupDetail, 'modules'>): Grid {
  const layers = [...new Set(modules.map(({ layer }) => layer))].sort((a, b) => a - b);
  const targets = [...new Set(modules.map(({ target }) => target))];
  const at = new Map(modules.map(({ layer, target }, i) => [`${layer} ${target}`, i]));
  return {
    layers,
    targets,
    cells: layers.map((layer) => targets.map((target) => at.get(`${layer} ${target}`) ?? null)),
  };
}

function isIn({ modules }: SoupDetail, scope: Scope, module: number): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'layer':
      return modules[module]?.layer === scope.layer;
    case 'module':
      return scope.module === module;
  }
}

function equal(a: Values, b: Values): boolean {
  return a.every((row, s) => row.every((value, m) => value === b[s]?.[m]));
}
