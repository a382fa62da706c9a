/**
 * When what has the focus goes away or can't be used any more (a button that becomes another one, a row that is removed),
 * the focus goes to what was around it, so that Tab goes on from there. Gives the function that ends it.
 */
export function keepFocus(page: Document): () => void {
  /** What had the focus last, and all that it stands in. */
  let last: readonly HTMLElement[] = [];
  const remember = ({ target }: FocusEvent) => {
    last = chainOf(target as HTMLElement | null);
  };
  const look = () => {
    const [focused, ...around] = last;
    const active = page.activeElement;
    if (focused === undefined || !isLost(focused) || (active !== page.body && active !== focused)) return;
    last = [];
    const near = around.find(
      (element) => element.isConnected && element.closest('main, nav, [role="dialog"]') !== null,
    );
    take(near ?? page.querySelector<HTMLElement>('main'));
  };
  // After those who put the focus somewhere by themselves, as a dialog does that closes.
  const observer = new MutationObserver(() => void setTimeout(look));
  observer.observe(page.body, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
  page.addEventListener('focusin', remember);
  return () => {
    observer.disconnect();
    page.removeEventListener('focusin', remember);
  };
}

function chainOf(element: HTMLElement | null): HTMLElement[] {
  return element === null ? [] : [element, ...chainOf(element.parentElement)];
}

function isLost(element: HTMLElement): boolean {
  return !element.isConnected || element.matches(':disabled') || element.closest('[hidden]') !== null;
}

/** Focuses what takes no focus by itself, for this once. */
function take(element: HTMLElement | null): void {
  if (element === null) return;
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus({ preventScroll: true });
}
