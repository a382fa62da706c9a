import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FullHome, makeFullHome } from './full-home.ts';
import { go } from './go.ts';
import { axeFaults, nameFaults, reflowFaults, settled } from './look.ts';
import { openWindow, picture, type TestedWindow } from './window.ts';

let folder: string;
let window: TestedWindow;
let full: FullHome;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-screens-'));
  const home = join(folder, 'home');
  full = await makeFullHome(folder, home);
  window = await openWindow({ home, ...whole });
  window.page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

const whole = { width: 1280, height: 1024 };
/** The whole window enlarged (WCAG 1.4.4, 1.4.10). */
const zooms = [
  ['200 %', 640, 512],
  ['400 %', 320, 256],
] as const;

/** A page, and the button that unfolds more of it. */
type Screen = string | readonly [place: string, button: string];

/** Every page, with one of everything in it. */
const screens: Readonly<Record<string, (full: FullHome) => Screen>> = {
  welcome: () => 'welcome',
  'a new chat': () => 'chats/new',
  'a chat': ({ chat }) => chat,
  manuals: () => 'manuals',
  'a manual': ({ manual }) => manual,
  build: () => 'build',
  'a recipe': () => ['build', 'Advanced'],
  'a build': ({ build }) => build,
  skills: () => 'skills',
  'the family of skills': () => 'skills?tab=family',
  soups: () => 'skills?tab=soups',
  'a skill': ({ skill }) => skill,
  'a soup': ({ soup }) => soup,
  benchmarks: () => 'benchmarks',
  'a run': ({ run }) => run,
  'differences of a run': ({ run }) => `${run}?tab=differences`,
  'how a run was made': ({ run }) => `${run}?tab=made`,
  'a run among others': ({ run }) => `${run}?tab=over`,
  'two runs compared': ({ comparison }) => comparison,
  suites: () => 'benchmarks/suites',
  'kept work': () => 'benchmarks/kept',
  models: () => 'models',
  activity: () => 'activity',
  connections: () => 'activity?tab=network',
  settings: () => 'settings',
  'no page': () => 'nowhere',
};

/** What lies over a page: the page, and the button that opens it. */
const overlays: Readonly<Record<string, readonly [place: (full: FullHome) => string, button: RegExp]>> = {
  'the search': [() => 'manuals', /^Search/],
  'settings of a bot': [({ chat }) => chat, /^Bot settings/],
  'more for a chat': [({ chat }) => chat, /^More for/],
  'scanned pages': [() => 'manuals', /^Scanned pages/],
  'a new benchmark': [() => 'benchmarks', /^Run a benchmark/],
  'training a skill': [() => 'skills', /^Train a skill/],
  'importing a skill': [() => 'skills', /^Import a skill/],
  'blending skills': [() => 'skills', /^Blend skills/],
  'a model of the disk': [() => 'models', /^Use a model on this disk/],
  'restoring a backup': [() => 'settings', /^Restore/],
  'the list of keys': [() => 'settings', /^Keyboard shortcuts/],
};

describe.each(Object.entries(screens))('%s', (name, place) => {
  test('can be used by everyone, as far as a program sees', async () => {
    const { page } = window;
    await visit(page, place(full));
    expect(await nameFaults(page)).toEqual([]);
    expect(await faultsInBothThemes(name)).toEqual([]);
  });

  test.each(zooms)('fits at %s, and everything on it can be reached', async (_zoom, width, height) => {
    const { page } = window;
    await visit(page, place(full));
    await page.setViewportSize({ width, height });
    await picture(window, `${pictureName(name)}-${width}`);
    const faults = await reflowFaults(page);
    await page.setViewportSize(whole);
    expect(faults).toEqual([]);
  });
});

describe.each(Object.entries(overlays))('%s', (name, overlay) => {
  test('can be used by everyone, as far as a program sees', async () => {
    const { page } = window;
    await open(page, overlay);
    const faults = [...(await nameFaults(page)), ...(await faultsInBothThemes(name))];
    await close(page);
    expect(faults).toEqual([]);
  });

  test.each(zooms)('fits at %s, and everything in it can be reached', async (_zoom, width, height) => {
    const { page } = window;
    await page.setViewportSize({ width, height });
    await open(page, overlay);
    await picture(window, `${pictureName(name)}-${width}`);
    const faults = await reflowFaults(page);
    await close(page);
    await page.setViewportSize(whole);
    expect(faults).toEqual([]);
  });
});

async function faultsInBothThemes(name: string): Promise<readonly string[]> {
  const { page } = window;
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(window, `${pictureName(name)}-${colorScheme}`);
    faults.push(...(await axeFaults(page)).map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

async function visit(page: Page, screen: Screen): Promise<void> {
  const [place, unfolds] = typeof screen === 'string' ? [screen] : screen;
  await go(page, place);
  await settled(page);
  if (unfolds === undefined) return;
  const button = page.getByRole('button', { name: unfolds });
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
}

async function open(
  page: Page,
  [place, button]: readonly [place: (full: FullHome) => string, button: RegExp],
): Promise<void> {
  await visit(page, place(full));
  await page.getByRole('button', { name: button }).first().click();
  await page.locator(over).waitFor();
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator(over).waitFor({ state: 'detached' });
}

const over = '[role="dialog"], [role="menu"]';

function pictureName(screen: string): string {
  return screen.replaceAll(/\W+/g, '-');
}
