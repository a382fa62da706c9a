import { type RefObject, useLayoutEffect, useState } from 'react';

/** At the window's foot, or at its head while what has the focus lies behind the foot's place. */
export function useClearOfFocus(region: RefObject<HTMLElement | null>, contents: unknown): 'foot' | 'head' {
  const [side, setSide] = useState<'foot' | 'head'>('foot');
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when it grows
  useLayoutEffect(() => {
    const look = () => {
      const focused = document.activeElement;
      const place = region.current?.getBoundingClientRect();
      if (place === undefined || focused === null || region.current?.contains(focused)) return;
      const { top, right, bottom } = focused.getBoundingClientRect();
      // What fills the window, as a page does, is behind both places.
      const small = bottom - top < window.innerHeight / 2;
      const behind = right > place.left && bottom > window.innerHeight - place.height - 2 * MARGIN;
      setSide(small && behind ? 'head' : 'foot');
    };
    look();
    // A page that scrolls to the focus has done so by the next frame.
    const later = () => requestAnimationFrame(look);
    document.addEventListener('focusin', later);
    document.addEventListener('scroll', later, true);
    return () => {
      document.removeEventListener('focusin', later);
      document.removeEventListener('scroll', later, true);
    };
  }, [region, contents]);
  return side;
}

/** Pixels between the region and the window's edge. */
const MARGIN = 24;
