/** Watches streamed text for stop strings. */
export interface StopMatcher {
  /**
   * Takes the next piece of text and gives what may be shown: everything before a stop string, without an end that could
   * yet become one. Once stopped, it gives nothing more.
   */
  push(text: string): { readonly text: string; readonly stopped: boolean };
  /** Gives what was held back, when the text has ended. */
  flush(): string;
}

/** A matcher for one answer. The stop string that begins first counts; empty ones are ignored. */
export function createStopMatcher(stops: readonly string[]): StopMatcher {
  const wanted = stops.filter((stop) => stop.length > 0);
  let held = '';
  let stopped = false;
  return {
    push(text) {
      if (stopped) return { text: '', stopped };
      held += text;
      const at = firstStop(held, wanted);
      // A longer stop string may have begun earlier and be incomplete yet: wait for it.
      const partial = partialStart(held, wanted);
      if (at < held.length && at <= partial) {
        const shown = held.slice(0, at);
        stopped = true;
        held = '';
        return { text: shown, stopped };
      }
      const shown = held.slice(0, partial);
      held = held.slice(partial);
      return { text: shown, stopped };
    },
    flush() {
      const rest = held.slice(0, firstStop(held, wanted));
      held = '';
      return rest;
    },
  };
}

/** Where the first whole stop string begins; the text's length if there is none. */
function firstStop(text: string, stops: readonly string[]): number {
  return Math.min(text.length, ...stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1));
}

/** Where the text's longest end begins that is the beginning of a stop string; the text's length if there is none. */
function partialStart(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let at = Math.max(0, text.length - longest); at < text.length; at++) {
    const end = text.slice(at);
    if (stops.some((stop) => stop.length > end.length && stop.startsWith(end))) return at;
  }
  return text.length;
}
