import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * How far above the window's foot a region is to stand so as not to cover what has the focus, in pixels; undefined where
 * its own place is clear.
 */
export function useClearOfFocus(region: RefObject<HTMLElement | null>, contents: unknown): number | undefined {
  const [bottom, setBottom] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when it grows
  useLayoutEffect(() => {
    const look = () => {
      const focused = document.activeElement;
      const place = region.current?.getBoundingClientRect();
      if (place === undefined || focused === null || region.current?.contains(focused)) return;
      const { top, right, bottom: end } = focused.getBoundingClientRect();
      // What fills the window, as a page does, is behind every place.
      const small = end - top < window.innerHeight / 2;
      const behind = right > place.left && end > window.innerHeight - place.height - 2 * MARGIN;
      setBottom(small && behind ? window.innerHeight - top + MARGIN : undefined);
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
  return bottom;
}

/** Pixels between the region and the window's edge, or what has the focus. */
const MARGIN = 24;
