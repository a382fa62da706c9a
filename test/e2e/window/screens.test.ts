import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FullHome, makeFullHome } from './full-home.ts';
import { axeFaults, nameFaults, reflowFaults, settled } from './look.ts';
import { openWindow, type ServedWindow } from './served-window.ts';

let folder: string;
let window: ServedWindow;
let full: FullHome;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-screens-'));
  const home = join(folder, 'home');
  full = await makeFullHome(folder, home);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every page, with one of everything in it. */
const screens: Readonly<Record<string, (full: FullHome) => string>> = {
  welcome: () => 'welcome',
  'a new chat': () => 'chats/new',
  'a chat': ({ chat }) => chat,
  manuals: () => 'manuals',
  'a manual': ({ manual }) => manual,
  build: () => 'build',
  'a build': ({ build }) => build,
  skills: () => 'skills',
  'the family of skills': () => 'skills?tab=family',
  soups: () => 'skills?tab=soups',
  'a skill': ({ skill }) => skill,
  'a soup': ({ soup }) => soup,
  benchmarks: () => 'benchmarks',
  'a run': ({ run }) => run,
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
  'importing a skill': [() => 'skills', /^Import a skill/],
  'blending skills': [() => 'skills', /^Blend skills/],
  'a model of the disk': [() => 'models', /^Use a model on this disk/],
  'backing up': [() => 'settings', /^Back up/],
};

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(Object.keys(screens))('%s can be used by everyone, as far as axe sees', async (name) => {
    const { page } = window;
    await page.emulateMedia({ colorScheme: theme });
    await go(page, screens[name]!(full));
    await window.picture(`${pictureName(name)}-${theme}`);
    expect(await axeFaults(page)).toEqual([]);
  });
});

describe('a screen reader', () => {
  test.each(Object.keys(screens))('is told of everything on %s', async (name) => {
    await go(window.page, screens[name]!(full));
    expect(await nameFaults(window.page)).toEqual([]);
  });

  test.each(Object.keys(overlays))('is told of everything in %s', async (name) => {
    await open(window.page, overlays[name]!);
    expect(await nameFaults(window.page)).toEqual([]);
    expect(await axeFaults(window.page)).toEqual([]);
    await close(window.page);
  });
});

/** 1280 × 860 at 200 %, and at 400 %. */
describe.each([
  ['200 %', 640, 430],
  ['400 %', 320, 215],
])('at %s', (zoom, width, height) => {
  beforeAll(async () => {
    await window.page.setViewportSize({ width, height });
  });
  afterAll(async () => {
    await window.page.setViewportSize({ width: 1280, height: 860 });
  });

  test.each(Object.keys(screens))('%s fits, and everything on it can be reached', async (name) => {
    await go(window.page, screens[name]!(full));
    await window.picture(`${pictureName(name)}-${width}`);
    expect(await reflowFaults(window.page)).toEqual([]);
  });

  test.each(Object.keys(overlays))('%s fits, and everything in it can be reached', async (name) => {
    await open(window.page, overlays[name]!);
    await window.picture(`${pictureName(name)}-${width}`);
    expect(await reflowFaults(window.page), zoom).toEqual([]);
    await close(window.page);
  });
});

async function go(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
  await settled(page);
}

async function open(
  page: Page,
  [place, button]: readonly [place: (full: FullHome) => string, button: RegExp],
): Promise<void> {
  await go(page, place(full));
  await page.getByRole('button', { name: button }).first().click();
  await page.locator('[role="dialog"], [role="menu"]').first().waitFor();
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('[role="dialog"], [role="menu"]').first().waitFor({ state: 'detached' });
}

function pictureName(screen: string): string {
  return screen.replaceAll(/\W+/g, '-');
}
