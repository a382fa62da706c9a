import { createStore, type StoreApi } from 'zustand/vanilla';

/** What lies over the whole window, wherever one is. */
export type OverlayKind = 'search' | 'shortcuts';

export interface Overlay extends StoreApi<{ readonly open: OverlayKind | null }> {
  show(overlay: OverlayKind): void;
  /** Shows it, or closes it when it is shown. */
  toggle(overlay: OverlayKind): void;
  close(): void;
}

export function createOverlay(): Overlay {
  const store = createStore<{ readonly open: OverlayKind | null }>(() => ({ open: null }));
  const set = (open: OverlayKind | null) => store.setState({ open });
  return {
    ...store,
    show: set,
    toggle: (overlay) => set(store.getState().open === overlay ? null : overlay),
    close: () => set(null),
  };
}
