import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ErrorShape, errorShape } from '../api.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly text: string;
  readonly hint?: string;
  /** What failed: told in the shown language, instead of `text`. */
  readonly error?: ErrorShape;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface Toasts extends StoreApi<{ readonly toasts: readonly Toast[] }> {
  show(toast: Omit<Toast, 'id'>): void;
  /** Says what went wrong; a call that was only cancelled says nothing. */
  fail(error: unknown): void;
  dismiss(id: number): void;
}

export function createToasts(): Toasts {
  const store = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));
  let lastId = 0;
  const show = (toast: Omit<Toast, 'id'>) => {
    const kept = store.getState().toasts.filter(({ text }) => text !== toast.text);
    store.setState({ toasts: [...kept.slice(-3), { ...toast, id: ++lastId }] });
  };
  return {
    ...store,
    show,
    fail(error) {
      const shape = errorShape(error);
      if (shape === null) return;
      show({ tone: 'bad', text: shape.message, error: shape });
    },
    dismiss(id) {
      store.setState({ toasts: store.getState().toasts.filter((toast) => toast.id !== id) });
    },
  };
}
