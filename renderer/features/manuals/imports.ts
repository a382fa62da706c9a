import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ErrorShape, errorShape, type ImportResult, type OcrMode } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import type { PickedFile } from '../../state/files.ts';

/** One file on its way in. */
export interface Import {
  readonly id: number;
  readonly name: string;
  /** The job that reads it, once it runs. */
  readonly job: string | null;
  readonly at:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'uploading'; readonly share: number }
    | { readonly kind: 'reading'; readonly done: number; readonly total: number }
    | { readonly kind: 'done'; readonly manual: ImportResult }
    | { readonly kind: 'failed'; readonly error: ErrorShape }
    | { readonly kind: 'stopped' };
}

export interface Imports extends StoreApi<{ readonly files: readonly Import[]; readonly ocr: OcrMode }> {
  /** Takes files in, two at a time. `replaces`: the manual whose newer revision the one file is. */
  add(files: readonly PickedFile[], replaces?: string): void;
  stop(id: number): void;
  again(id: number): void;
  /** Takes what has ended off the list. */
  clear(): void;
  setOcr(ocr: OcrMode): void;
}

const atOnce = 2;

export function createImports({ service }: AppState): Imports {
  const store = createStore<{ readonly files: readonly Import[]; readonly ocr: OcrMode }>(() => ({
    files: [],
    ocr: 'auto',
  }));
  const orders = new Map<number, { readonly file: PickedFile; readonly replaces: string | undefined }>();
  const running = new Map<number, AbortController>();
  let lastId = 0;

  const change = (id: number, patch: Partial<Import>) =>
    store.setState(({ files }) => ({ files: files.map((file) => (file.id === id ? { ...file, ...patch } : file)) }));
  const next = () => {
    for (const { id, at } of store.getState().files) {
      if (running.size >= atOnce) return;
      if (at.kind === 'waiting' && !running.has(id)) void run(id);
    }
  };
  const run = async (id: number) => {
    const { file, replaces } = orders.get(id)!;
    const controller = new AbortController();
    const { signal } = controller;
    running.set(id, controller);
    let path = '';
    try {
      change(id, { at: { kind: 'uploading', share: 0 } });
      path = await file.path((share) => change(id, { at: { kind: 'uploading', share } }));
      signal.throwIfAborted();
      change(id, { at: { kind: 'reading', done: 0, total: 0 } });
      const input = { path, ocr: store.getState().ocr };
      const onEvent = (event: { readonly kind: string }) => {
        if (event.kind === 'job') change(id, { job: (event as { job?: string }).job ?? null });
        if (event.kind !== 'progress') return;
        const { done, total } = event as unknown as { done: number; total: number };
        change(id, { at: { kind: 'reading', done, total } });
      };
      const manual =
        replaces === undefined
          ? await service.call('manual.import', input, { signal, onEvent })
          : await service.call('manual.replace', { manual: replaces, ...input }, { signal, onEvent });
      change(id, { at: { kind: 'done', manual } });
    } catch (error) {
      const shape = signal.aborted ? null : errorShape(error);
      change(id, {
        at: shape === null ? { kind: 'stopped' } : { kind: 'failed', error: named(shape, path, file.name) },
      });
    } finally {
      running.delete(id);
      next();
    }
  };

  return {
    ...store,
    add(files, replaces) {
      const added = files.map((file): Import => {
        const id = ++lastId;
        orders.set(id, { file, replaces });
        return { id, name: file.name, job: null, at: { kind: 'waiting' } };
      });
      store.setState((state) => ({ files: [...state.files, ...added] }));
      next();
    },
    stop(id) {
      const controller = running.get(id);
      if (controller === undefined) change(id, { at: { kind: 'stopped' } });
      else controller.abort();
    },
    again(id) {
      change(id, { job: null, at: { kind: 'waiting' } });
      next();
    },
    clear() {
      const ended = ['done', 'failed', 'stopped'];
      store.setState(({ files }) => ({ files: files.filter(({ at }) => !ended.includes(at.kind)) }));
    },
    setOcr: (ocr) => store.setState({ ocr }),
  };
}

/** An uploaded file lies where nobody put it: it is told of by its own name. */
function named(error: ErrorShape, path: string, name: string): ErrorShape {
  return path === '' ? error : { ...error, message: error.message.replaceAll(path, name) };
}

/** Whether a file looks like a manual: what is dropped beside manuals is left alone. */
export function isManualFile(name: string): boolean {
  return /\.(pdf|md|markdown|txt)$/i.test(name);
}
