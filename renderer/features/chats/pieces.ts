import { type Run, withPiece } from './run.ts';

type Writing = Pick<Run, 'text' | 'pieces' | 'firstAt' | 'lastAt'>;

/** Of an answer that is being written: what has come and is not shown yet. */
export interface Pieces {
  add(text: string, now: number): void;
  /** Shows all that has come: before what follows the answer. */
  flush(): void;
}

/**
 * Shows the first piece of an answer at once and the later ones together, every `interval` ms: text drawn again for each
 * token would take from the model the cores that it computes on.
 */
export function showPieces(update: (change: <W extends Writing>(before: W) => W) => void, interval = 80): Pieces {
  let waiting: { readonly text: string; readonly now: number }[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const come = waiting;
    waiting = [];
    update((before) => come.reduce((writing, { text, now }) => withPiece(writing, text, now), before));
  };
  const show = () => {
    const some = waiting.length > 0;
    flush();
    if (some) timer = setTimeout(show, interval);
  };
  return {
    add(text, now) {
      waiting.push({ text, now });
      if (timer === null) show();
    },
    flush,
  };
}
