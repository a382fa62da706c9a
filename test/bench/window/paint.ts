import type { Page } from 'playwright-core';

/** Milliseconds from the start of the navigation. */
export interface FirstPaint {
  /** The first text or picture. */
  readonly contentful: number;
  /** The frame that shows the page with the home's own content: the list of chats. */
  readonly meaningful: number;
}

/** Opens the window anew, with nothing of it in the browser's cache or with everything, and gives what was painted when. */
export async function timeFirstPaint(page: Page, url: string, cache: 'cold' | 'warm'): Promise<FirstPaint> {
  const session = await page.context().newCDPSession(page);
  if (cache === 'cold') await session.send('Network.clearBrowserCache');
  await session.detach();
  // From an empty page: a change of the fragment alone would load nothing.
  await page.goto('about:blank');
  await page.goto(url);
  return page.evaluate(firstPaint);
}

/** Before the page's own scripts: notes the frame after the first chat has come into the list. */
export function watchContent(): void {
  const shown = () => document.querySelector('[data-app-state="ready"] nav li[data-index] a') !== null;
  const content = new Promise<number>((resolve) => {
    const look = () => {
      if (!shown()) return false;
      // The next frame paints it; what is posted in it runs once it has.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
      return true;
    };
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
  Object.assign(window, { content });
}

async function firstPaint(): Promise<FirstPaint> {
  const meaningful = await (window as unknown as { readonly content: Promise<number> }).content;
  const contentful = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
  return { contentful, meaningful };
}
