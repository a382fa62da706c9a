import type { Page } from 'playwright-core';
import type { LongHome } from './home.ts';

/** Milliseconds from each input to the frame that shows what it did. */
export type Latencies = Readonly<Record<string, readonly number[]>>;

/** The Event Timing API tells of no event that took less: such a one counts as if it had taken this long. */
const LEAST_MS = 16;

/** Does what people do in the window, one input after the other, and times each of them (Event Timing API). */
export async function timeInputs(page: Page, { manual, run }: LongHome): Promise<Latencies> {
  await page.evaluate(watchInputs);
  const timed: Record<string, readonly number[]> = {};
  for (const [name, inputs] of Object.entries(scenes(page, { manual, run }))) {
    let count = 0;
    const input = async (act: () => Promise<unknown>) => {
      await act();
      await page.evaluate(painted);
      count += 1;
    };
    await inputs(input);
    const told = await page.evaluate(() => (window as unknown as Watching).inputs.take());
    timed[name] = [...told, ...Array.from({ length: Math.max(0, count - told.length) }, () => LEAST_MS)];
  }
  return timed;
}

type Scene = (input: (act: () => Promise<unknown>) => Promise<void>) => Promise<void>;

function scenes(page: Page, { manual, run }: LongHome): Readonly<Record<string, Scene>> {
  const go = async (hash: string, ready: string) => {
    await page.evaluate((to) => {
      location.hash = to;
    }, `#/${hash}`);
    await page.locator(ready).first().waitFor();
  };
  const type = async (input: Parameters<Scene>[0], text: string) => {
    for (const key of text) await input(() => page.keyboard.press(key === ' ' ? 'Space' : key));
  };
  return {
    async 'going from page to page'(input) {
      for (const name of ['Manuals', 'Build', 'Skills', 'Benchmarks', 'Models', 'Activity', 'Settings', 'Chats']) {
        const link = page.getByRole('navigation').getByRole('link', { name, exact: true });
        await input(() => link.first().click());
        await page.locator('main h1').waitFor();
      }
    },
    async 'writing a question'(input) {
      await go('chats/new', 'textarea');
      await page.getByLabel('Your question').focus();
      await type(input, 'How do I clean the ink roller');
    },
    async 'searching 1,000 chats'(input) {
      await page.getByLabel('Search chats').focus();
      await type(input, 'drain valve');
      for (let i = 0; i < 'drain valve'.length; i++) await input(() => page.keyboard.press('Backspace'));
    },
    async 'opening chats'(input) {
      const rows = page.getByRole('navigation', { name: 'Chats' }).locator('li a');
      for (let i = 0; i < 8; i++) {
        await input(() => rows.nth(i).click());
        await page.getByRole('article', { name: 'Answer' }).first().waitFor();
      }
      for (let i = 0; i < 20; i++) await input(() => page.keyboard.press('ArrowDown'));
    },
    async 'finding by Ctrl K'(input) {
      await input(() => page.keyboard.press('Control+k'));
      await type(input, 'feed belt');
      for (let i = 0; i < 4; i++) await input(() => page.keyboard.press('ArrowDown'));
      await input(() => page.keyboard.press('Escape'));
    },
    async 'turning 5,000 pages'(input) {
      await go(`manuals/${manual}`, '[data-state="drawn"]');
      const lines = page.getByRole('navigation', { name: 'Pages' }).locator('li button');
      for (let i = 1; i < 9; i++) {
        await input(() => lines.nth(i).click());
        await page.getByRole('heading', { name: `Read on page ${i + 1}` }).waitFor();
      }
    },
    async 'opening samples of 10,000'(input) {
      await go(`benchmarks/${run}`, 'main li[data-index] button');
      for (let i = 0; i < 6; i++) {
        await input(() => page.locator('main li[data-index] button').first().click());
        await page.getByRole('dialog').waitFor();
        await input(() => page.keyboard.press('Escape'));
      }
      await page.getByLabel('Search the questions').focus();
      await type(input, 'paper');
    },
  };
}

interface Watching {
  /** Gives the times since the last call, one for each interaction. */
  readonly inputs: { take(): number[] };
}

/** In the page: an interaction (a click, a key) is several events; the longest counts. */
function watchInputs(): void {
  const longest = new Map<number, number>();
  const note = (entries: readonly PerformanceEntry[]) => {
    for (const entry of entries as PerformanceEventTiming[]) {
      const { interactionId = 0, duration } = entry as PerformanceEventTiming & { interactionId?: number };
      if (interactionId > 0) longest.set(interactionId, Math.max(longest.get(interactionId) ?? 0, duration));
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  const take = () => {
    note(observer.takeRecords());
    const times = [...longest.values()];
    longest.clear();
    return times;
  };
  Object.assign(window, { inputs: { take } });
}

/** In the page: until what was done is on the screen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
