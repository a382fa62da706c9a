import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presets } from '../../../core/service/presets.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { type Keyboard, keyboardOf } from './keyboard.ts';
import { pumpManual } from './pump-manual.ts';
import { openWindow, type TestedWindow } from './window.ts';

const questions = fileURLToPath(new URL('../../../resources/sample/questions.json', import.meta.url));

/** One step of everything. */
const recipe = {
  ...presets.quick,
  study: { ...presets.quick.study, maxExamples: 4 },
  training: { ...presets.quick.training, rank: 4, maxSteps: 1, batch: 1 },
  instruction: { ...presets.quick.instruction, maxSteps: 1, maxTokens: 200 },
  soup: { ...presets.quick.soup, maxSteps: 1 },
  generation: { ...presets.quick.generation, maxNewTokens: 16 },
};

let folder: string;
let window: TestedWindow;
let keys: Keyboard;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-keyboard-'));
  writeTinyModel(join(folder, 'model'));
  writeFileSync(join(folder, 'pump.pdf'), pumpManual());
  writeFileSync(join(folder, 'short.json'), JSON.stringify(recipe));
  writeFileSync(join(folder, 'two.json'), JSON.stringify(JSON.parse(readFileSync(questions, 'utf8')).slice(0, 2)));
  window = await openWindow({ home: join(folder, 'home') });
  window.page.setDefaultTimeout(60_000);
  keys = keyboardOf(window.page);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The main job, by a person who has no pointer. Each test goes on where the one before it ended. */
describe('with the keyboard alone, a new user', () => {
  test('leaves the welcome and takes a manual in', async () => {
    const { page } = window;
    await keys.tabTo(page.getByRole('button', { name: 'Use a manual of mine' }));
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Manuals', level: 1 }).waitFor();
    await chooseFile('Add manuals', join(folder, 'pump.pdf'));
    await page.getByText('Added, 3 pages').waitFor();
  });

  test('turns the pages to the last one, and is not lost there', async () => {
    const { page } = window;
    await keys.tabTo(page.getByRole('region', { name: 'Manuals' }).getByRole('link', { name: 'Safety' }));
    await keys.press('Enter');
    const next = page.getByRole('button', { name: 'Next page' });
    await keys.tabTo(next);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Read on page 2' }).waitFor();
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Read on page 3' }).waitFor();
    await expect.poll(() => next.isDisabled()).toBe(true);
    await expect.poll(() => keys.fault()).toBeUndefined();
    await keys.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Previous page');
  });

  test('names a model that is on the disk', async () => {
    const { page } = window;
    await goBySidebar(page, 'Models');
    await keys.tabTo(page.getByRole('button', { name: 'Use a model on this disk' }));
    await keys.press('Enter');
    await keys.tabTo(page.getByLabel('Folder or file'));
    await keys.type(join(folder, 'model'));
    await keys.tabTo(page.getByLabel('Name', { exact: true }));
    await keys.type('Tiny');
    await keys.tabTo(page.getByRole('button', { name: 'Use model' }));
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Tiny' }).waitFor();
    expect(await keys.fault()).toBeUndefined();
  });

  test('builds a chatbot', async () => {
    const { page } = window;
    await goBySidebar(page, 'Manuals');
    await keys.tabTo(page.getByRole('button', { name: 'Build chatbot' }));
    await keys.press('Enter');
    await keys.tabTo(page.getByRole('button', { name: 'Advanced' }));
    await keys.press('Enter');
    await chooseFile('Open a recipe…', join(folder, 'short.json'));
    await page.getByText(/numbers? changed under Advanced/).waitFor();
    await choose(page, 'Base model', 'Tiny');
    await keys.tabTo(page.getByLabel('Name of the bot'));
    await keys.type('Pump helper');
    await keys.tabTo(page.getByRole('button', { name: 'Build chatbot' }));
    await keys.press('Enter');
    await page.getByText('Your chatbot is ready').waitFor();
    await keys.tabTo(page.getByRole('button', { name: 'Start chatting' }));
    await keys.press('Enter');
  });

  test('asks, opens a citation and closes it again', async () => {
    const { page } = window;
    await page.getByLabel('Your question').waitFor();
    await keys.tabTo(page.getByLabel('Your question'));
    await keys.type('How often is the filter cleaned?');
    await keys.press('Enter');
    await page.getByRole('button', { name: 'Answer again' }).waitFor();
    expect(await keys.fault()).toBeUndefined();
    await keys.tabTo(page.getByRole('button', { name: /p\. 2/ }).first());
    await keys.press('Enter');
    await page.getByRole('complementary', { name: 'Manual page' }).locator('[data-mark]').first().waitFor();
    await keys.press('Escape');
    await page.getByRole('complementary', { name: 'Manual page' }).waitFor({ state: 'detached' });
    expect(await keys.fault()).toBeUndefined();
  });

  test('runs a benchmark and finds it in the history', async () => {
    const { page } = window;
    await keys.press('Control+k');
    await keys.type('Benchmarks');
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Benchmarks', level: 1 }).waitFor();
    await keys.tabTo(page.getByRole('button', { name: 'Run a benchmark' }));
    await keys.press('Enter');
    const dialog = page.getByRole('dialog');
    await choose(page, 'Questions', "A file of one's own…");
    await keys.tabTo(dialog.getByLabel('File', { exact: true }));
    await keys.type(join(folder, 'two.json'));
    for (const system of ['manual-skill', 'instruct-skill', 'cat-static']) {
      await keys.tabTo(dialog.getByRole('checkbox', { name: system }));
      await keys.press('Space');
    }
    await keys.tabTo(dialog.getByRole('button', { name: 'Run', exact: true }));
    await keys.press('Enter');
    await keys.tabTo(page.getByRole('link', { name: 'two', exact: true }));
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Samples' }).waitFor();
    await keys.tabTo(page.getByRole('button', { name: /\?/ }).first());
    await keys.press('Enter');
    await page.getByRole('dialog').getByText('Reference:').waitFor();
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await keys.fault()).toBeUndefined();
  });

  test('was never told of an error on the way', () => {
    expect(window.complaints).toEqual([]);
  });
});

async function goBySidebar(page: Page, name: string): Promise<void> {
  await keys.tabTo(page.getByRole('navigation').getByRole('link', { name, exact: true }).first());
  await keys.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

async function chooseFile(button: string, path: string): Promise<void> {
  const { page } = window;
  await keys.tabTo(page.getByRole('button', { name: button }).first());
  await window.choose(path, () => page.keyboard.press('Enter'));
}

/** In a list that opens down: its first letters choose. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const list = page.getByLabel(label, { exact: true });
  await keys.tabTo(list);
  await keys.type(option);
  await expect.poll(() => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.label)).toBe(option);
}
