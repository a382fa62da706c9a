/** Work that must not overlap, one piece after another. */
export interface Lane {
  /** Runs `work` once everything before it has ended. Aborted while it waits, it gives `instead` at once. */
  next<T>(signal: AbortSignal, instead: T, work: () => Promise<T>): Promise<T>;
}

export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async next<T>(signal: AbortSignal, instead: T, work: () => Promise<T>): Promise<T> {
      const before = last;
      let leave!: () => void;
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      last = before.then(() => left);
      try {
        await Promise.race([before, aborted(signal)]);
        return signal.aborted ? instead : await work();
      } finally {
        leave();
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
