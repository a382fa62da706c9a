import { useEffect, useRef, useState } from 'react';

/** Pixels a second: over this, nobody reads what goes by. */
const FAST = 4000;
/** Without a move for so long, it has come to rest. */
const REST_MS = 120;

/** Whether a scroller is moved faster than one can read; tell it every scroll. */
export function useFlying(): { readonly flying: boolean; readonly onScroll: (top: number) => void } {
  const [flying, setFlying] = useState(false);
  const last = useRef({ top: 0, at: 0 });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);
  const onScroll = (top: number) => {
    const at = performance.now();
    const before = last.current;
    last.current = { top, at };
    // A jump after a rest is somewhere to be, not something on the way.
    const passed = at - before.at;
    if (passed > REST_MS) return;
    clearTimeout(rest.current);
    rest.current = setTimeout(() => setFlying(false), REST_MS);
    setFlying(Math.abs(top - before.top) > (FAST * Math.max(passed, 1)) / 1000);
  };
  return { flying, onScroll };
}
