import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presets } from '../../../core/service/presets.ts';
import { result } from '../../helpers/command-line.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { orphansOf } from '../home.ts';
import { freezeWhen, killEngine, thaw } from './processes.ts';
import { openWindow, type ServedWindow } from './served-window.ts';

const manual = fileURLToPath(new URL('../../fixtures/service/pump.md', import.meta.url));

/** Long enough that there is time to be killed in the middle of training. */
const recipe = {
  ...presets.quick,
  study: { ...presets.quick.study, maxExamples: 4 },
  training: { ...presets.quick.training, rank: 4, maxSteps: 600, epochs: 600, batch: 1 },
  instruction: { ...presets.quick.instruction, maxSteps: 1, maxTokens: 200 },
  soup: { ...presets.quick.soup, maxSteps: 1 },
};

let folder: string;
let home: string;
let window: ServedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-survive-window-'));
  home = join(folder, 'home');
  writeTinyModel(join(folder, 'model'));
  await result(home, ['import', manual]);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(120_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a build outlives its window, its engine worker and its host, and is seen in every window', async () => {
  const { page } = window;
  await useModel(page, join(folder, 'model'));
  await startBuild(page);
  await training(page);

  // A second window shows the same build, and the first may close.
  const other = await window.another();
  await go(other, 'activity');
  await other.getByRole('progressbar').first().waitFor();
  await other.close();

  // The engine worker dies: the page says so, and the build goes on from its checkpoint when asked.
  killEngine(window.host.process);
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Go on' }).first().click();
  await training(page);

  // The host dies: the page finds the next one by itself, which has taken the build up again.
  await window.restart();
  await page.getByText('Reconnecting…').waitFor({ state: 'detached' });
  await training(page);
  thaw(window.host.process);
  await page.getByText('Your chatbot is ready').waitFor();
  await window.picture('survived');
});

test('nothing is left behind of what was killed', async () => {
  await window.close();
  expect(orphansOf(home)).toEqual([]);
});

async function useModel(page: Page, path: string): Promise<void> {
  await go(page, 'models');
  await page.getByRole('button', { name: 'Use a model on this disk' }).click();
  await page.getByLabel('Folder or file').fill(path);
  await page.getByLabel('Name', { exact: true }).fill('Tiny');
  await page.getByRole('button', { name: 'Use model' }).click();
  await page.getByRole('heading', { name: 'Tiny' }).waitFor();
}

async function startBuild(page: Page): Promise<void> {
  await go(page, 'manuals');
  await page
    .getByRole('link', { name: 'Build chatbot' })
    .or(page.getByRole('button', { name: 'Build chatbot' }))
    .click();
  await page.getByText('Advanced').click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Open a recipe…' }).click(),
  ]);
  await chooser.setFiles({
    name: 'long.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(recipe)),
  });
  await page.getByText(/numbers? changed under Advanced/).waitFor();
  await page.getByLabel('Base model').selectOption({ label: 'Tiny' });
  await page.getByRole('button', { name: 'Build chatbot' }).click();
}

/** Until steps of training are told; the engine stands still then, so that they can't end meanwhile. */
async function training(page: Page): Promise<void> {
  const steps = page.getByText(/^\d[\d,.]* of 600$/);
  await freezeWhen(window.host.process, () => steps.isVisible());
}

async function go(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
}
