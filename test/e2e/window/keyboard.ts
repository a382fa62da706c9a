import type { Locator, Page } from 'playwright-core';

/** A person who has a keyboard alone, and looks where the focus is after every key. */
export interface Keyboard {
  /** Tab, until the focus is on this. @throws Error with everything that Tab came to, when it never does. */
  tabTo(target: Locator): Promise<void>;
  /** One key. The focus must be somewhere afterwards, be seen, and not be covered. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** What is wrong with where the focus is now; undefined when nothing is. */
  fault(): Promise<string | undefined>;
}

export function keyboardOf(page: Page): Keyboard {
  const fault = async () => (await page.evaluate(faultOfFocus)) ?? undefined;
  /** Waits for what the key does: a page that changes may take the focus along a moment later. */
  const settled = async (after: string) => {
    for (let frame = 0; frame < 60 && (await fault()) !== undefined; frame++) await page.evaluate(nextFrame);
    const wrong = await fault();
    if (wrong !== undefined) throw new Error(`After ${after}: ${wrong}`);
  };
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await settled(key);
  };
  return {
    fault,
    press,
    async type(text) {
      await page.keyboard.type(text);
      await settled(`typing ${text}`);
    },
    async tabTo(target) {
      await target.waitFor();
      const seen: string[] = [];
      while (!(await target.evaluate((element) => element === document.activeElement))) {
        if (seen.length === MOST_STOPS) throw new Error(`Tab never came to ${target}, but to:\n${seen.join('\n')}`);
        await page.keyboard.press('Tab');
        // After the last stop of a page comes the browser's own.
        if (!(await page.evaluate(isAtEnd))) await settled('Tab');
        seen.push(await page.evaluate(nameOfFocus));
      }
    },
  };
}

/** More stops than a page has. */
const MOST_STOPS = 120;

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** In the page. */
function isAtEnd(): boolean {
  return document.activeElement === document.body;
}

/** In the page. */
function nameOfFocus(): string {
  const element = document.activeElement;
  const text = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  return `${element?.tagName.toLowerCase()} ${text.trim().slice(0, 60)}`;
}

/** In the page: a person must see where they are (WCAG 2.4.7, 2.4.11), and be somewhere. */
function faultOfFocus(): string | null {
  const element = document.activeElement as HTMLElement | null;
  if (element === null || element === document.body) return 'the focus is nowhere';
  // Where a new page begins: read out, but no control.
  if (element.tagName === 'MAIN') return null;
  const told = `${element.outerHTML.slice(0, 200)} has the focus, but`;
  // A control that is drawn by its label: the circle or the switch beside it is what is seen.
  const drawn = (element.getBoundingClientRect().width < 4 && element.closest('label')) || element;
  const { left, top, right, bottom } = drawn.getBoundingClientRect();
  const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2;
  const y = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2;
  if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight || right <= left || bottom <= top) {
    return `${told} is out of sight`;
  }
  const there = document.elementFromPoint(x, y);
  if (there === null || !(drawn.contains(there) || there.contains(drawn))) {
    return `${told} is covered by ${there?.outerHTML.slice(0, 200)}`;
  }
  const around = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement];
  const ringed = around.some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  });
  // An entry of a menu or list that is chosen by arrows is marked by its ground.
  const marked = element.hasAttribute('data-highlighted');
  return ringed || marked ? null : `${told} nothing shows it`;
}
