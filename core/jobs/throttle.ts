/** Hands on values at most once in a while; the last one is never lost. */
export interface Throttle<T> {
  /** Hands `value` on now, or, too soon after another, later unless a newer one comes. */
  offer(value: T): void;
  /** Hands on what still waits. */
  flush(): void;
  /** Flushes, and hands on nothing more. */
  end(): void;
}

/**
 * @param emit called with values, the first at once, then at most every `intervalMs`
 * @param onError gets what `emit` throws when it is called later, where no caller could catch it
 */
export function throttle<T>(
  emit: (value: T) => void,
  intervalMs: number,
  onError: (error: unknown) => void,
): Throttle<T> {
  let timer: NodeJS.Timeout | undefined;
  let waiting: { readonly value: T } | undefined;

  let ended = false;

  const flush = () => {
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) emit(next.value);
  };
  const onTime = () => {
    timer = undefined;
    if (waiting === undefined) return;
    try {
      flush();
    } catch (error) {
      onError(error);
    }
    rest();
  };
  const rest = () => {
    timer = setTimeout(onTime, intervalMs);
    timer.unref();
  };

  return {
    offer(value) {
      if (ended) return;
      waiting = { value };
      if (timer !== undefined) return;
      flush();
      rest();
    },
    flush,
    end() {
      ended = true;
      clearTimeout(timer);
      flush();
    },
  };
}
