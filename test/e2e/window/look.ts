import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { inElectron } from './window.ts';

/** Until nothing is being read any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('main [role="status"] [aria-hidden]') === null);
}

/** What axe finds against the rules of WCAG 2.2 AA that a program can see. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    // The other way opens a page of its own, which Electron does not.
    .setLegacyMode(inElectron)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/**
 * What does not fit the window: a page that scrolls sideways, and controls that cannot be brought into sight. Tables,
 * pages of a manual and code scroll in themselves, as they may (WCAG 1.4.10).
 */
export async function reflowFaults(page: Page): Promise<readonly string[]> {
  // What follows the window's width is drawn a frame after it changed.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page.evaluate(() => {
    const faults: string[] = [];
    const told = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
    const main = document.querySelector('main');
    for (const element of [document.documentElement, document.body, main]) {
      if (element !== null && element.scrollWidth > element.clientWidth + 1) {
        faults.push(`${element.tagName} is ${element.scrollWidth} wide in ${element.clientWidth}`);
      }
    }
    // Of what lies over the page, that alone can be used.
    const over = document.querySelector('[role="dialog"], [role="menu"]') ?? document.body;
    const controls = over.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="menuitem"]',
    );
    for (const control of controls) {
      if (
        !control.checkVisibility() ||
        control.closest('[aria-hidden="true"]') !== null ||
        control.matches(':disabled')
      )
        continue;
      const drawn = (control.getBoundingClientRect().width < 4 && control.closest('label')) || control;
      drawn.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, top, right, bottom, width, height } = drawn.getBoundingClientRect();
      // A row of a long list that is drawn in advance, or what is shown when it has the focus.
      if (width === 0 || height === 0 || control.matches('[class*="skip"]')) continue;
      const [x, y] = [
        (Math.max(0, left) + Math.min(innerWidth, right)) / 2,
        (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2,
      ];
      const wide = width > 48 ? left < -1 || right > innerWidth + 1 : x < 0 || x > innerWidth;
      if (wide && control.closest('section[tabindex="0"]') === null) {
        faults.push(`reaches from ${Math.round(left)} to ${Math.round(right)} of ${innerWidth}: ${told(control)}`);
        continue;
      }
      const there = document.elementFromPoint(x, y);
      if (there === null || !(drawn.contains(there) || there.contains(drawn))) {
        faults.push(
          `can't be brought into sight, behind ${there === null ? 'the edge' : told(there)}: ${told(control)}`,
        );
      }
    }
    return faults;
  });
}

interface AxNode {
  readonly ignored: boolean;
  readonly role?: { readonly value?: unknown };
  readonly name?: { readonly value?: unknown };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
}

/** What a screen reader is not told: controls without a name, a page without its heading or parts, parts of one name. */
export async function nameFaults(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] };
  await session.detach();
  const there = nodes.filter(({ ignored }) => !ignored).map(spoken);
  const faults = there
    .filter(({ role, name, focusable }) => name === '' && (controls.has(role) || (focusable && !nameless.has(role))))
    .map(({ role }) => `a ${role} without a name`);
  const dialog = there.some(({ role }) => role === 'dialog' || role === 'menu');
  const count = (wanted: string, level?: number) =>
    there.filter(({ role, level: of }) => role === wanted && (level === undefined || of === level)).length;
  // An open dialog hides the page behind it.
  if (!dialog) {
    if (count('heading', 1) !== 1) faults.push(`${count('heading', 1)} headings of level 1`);
    if (count('main') !== 1) faults.push(`${count('main')} main parts`);
    if (count('navigation') < 1) faults.push('no navigation');
  }
  for (const role of ['navigation', 'complementary', 'region', 'form']) {
    const names = there.filter((one) => one.role === role).map(({ name }) => name);
    for (const name of new Set(names)) {
      if (names.filter((other) => other === name).length > 1) faults.push(`more than one ${role} "${name}"`);
    }
  }
  return faults;
}

const controls: ReadonlySet<string> = new Set([
  ...['button', 'link', 'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'switch', 'slider', 'tab', 'option'],
  ...['menuitem', 'spinbutton', 'listbox', 'progressbar', 'dialog', 'region', 'navigation', 'image', 'img'],
]);

/** What takes the focus along with a page or a dialog, and is read out by what stands in it. */
const nameless: ReadonlySet<string> = new Set(['RootWebArea', 'main', 'generic']);

function spoken({ role, name, properties = [] }: AxNode) {
  const property = (wanted: string) => properties.find(({ name }) => name === wanted)?.value.value;
  return {
    role: String(role?.value ?? ''),
    name: String(name?.value ?? '').trim(),
    focusable: property('focusable') === true,
    level: property('level'),
  };
}
