import type { Kept } from '../../api.ts';
import type { Home } from '../../state/home.ts';

/**
 * Reads again when something of these kinds changed: one reading at a time, and a pause after each in which changes are gathered,
 * since every answer of a run is one, and its scores are counted anew for each reading. Gives back how to stop.
 */
export function readAgain(
  home: Pick<Home, 'onChanged'>,
  kinds: readonly Kept[],
  read: () => Promise<unknown>,
  pauseMs = 2000,
): () => void {
  let resting = false;
  let missed = false;
  let stopped = false;
  const next = async () => {
    missed = resting;
    if (resting || stopped) return;
    resting = true;
    await read();
    setTimeout(() => {
      resting = false;
      if (missed) void next();
    }, pauseMs);
  };
  const end = home.onChanged(kinds, () => void next());
  return () => {
    stopped = true;
    end();
  };
}
