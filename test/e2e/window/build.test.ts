import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { result } from '../../helpers/command-line.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { longRecipe, openRecipe, shortManual, startBuild, untilTraining, useTinyModel } from './building.ts';
import { killEngine, thaw } from './processes.ts';
import { openWindow, picture, type TestedWindow } from './window.ts';

let folder: string;
let window: TestedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-build-window-'));
  const home = join(folder, 'home');
  writeTinyModel(join(folder, 'model'));
  await result(home, ['import', shortManual]);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(30_000);
  await useTinyModel(window.page, join(folder, 'model'));
});
beforeEach(async () => {
  // Nothing that was chosen for the build before.
  await window.page.reload();
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a build under way', () => {
  test('is paused, goes on, and is cancelled after asking; its log is the same after a reload', async () => {
    const { page } = window;
    await startBuild(window);
    await untilTraining(window);
    await press('Pause');
    await thaw(window);
    await page.getByText('It goes on from its last checkpoint').waitFor();
    expect(await page.getByRole('button', { name: /^(Pause|Cancel)$/ }).count()).toBe(0);
    await picture(window, 'build-paused');

    await press('Go on');
    await untilTraining(window);
    await press('Cancel');
    const question = page.getByRole('dialog', { name: 'Cancel this build?' });
    await question.getByRole('button', { name: 'Cancel', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await press('Cancel');
    await press('Cancel build');
    await thaw(window);
    await page.getByText('Cancelled. What was learned so far is kept').waitFor();
    await page.getByRole('button', { name: 'Go on' }).waitFor();

    const before = await log();
    expect(before.map((line) => line.replace(/^[\d:]+/, ''))).toEqual(
      expect.arrayContaining(['Read begins', 'Read is done', 'Learn the manual begins', 'Paused', 'Cancelled']),
    );
    await page.reload();
    await page.getByText('Cancelled. What was learned so far is kept').waitFor();
    expect(await log()).toEqual(before);
  });

  test('is paused and taken off the list in Activity, after asking', async () => {
    const { page } = window;
    await startBuild(window);
    await untilTraining(window);
    const address = new URL(page.url()).hash;
    await page.goto(new URL('#/activity', page.url()).href);
    const row = page.getByRole('listitem').filter({ has: page.locator(`a[href="${address}"]`) });
    await row.getByRole('button', { name: /^Pause/ }).click();
    await thaw(window);
    await row.getByText('Paused').waitFor();

    await row.getByRole('button', { name: /off the list$/ }).click();
    const question = page.getByRole('dialog', { name: /off the list\?$/ });
    await question.getByText('What it has done so far, such as training, is deleted').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await row.getByText('Paused').waitFor();
    await row.getByRole('button', { name: /off the list$/ }).click();
    await question.getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
    await page.goto(new URL(address, page.url()).href);
    await page.getByText('This build is no longer on the list.').waitFor();
  });
});

describe('too little memory', () => {
  test('ends a build, which is built again with a smaller setting that is named', async () => {
    const { page } = window;
    await startBuild(window);
    await untilTraining(window);
    // As the system does to what takes too much.
    await killEngine(window);
    await page.getByText('The finished stages and the last checkpoint are kept. Close other programs').waitFor();
    await page.getByRole('button', { name: 'Go on with less memory, slower' }).waitFor();
    await picture(window, 'build-failed');
    await press('Build again with a smaller setting');
    const { soup } = longRecipe;
    await page.getByText(`Blend: Pieces at a time ${soup.batch} → ${soup.batch / 2}`).waitFor();
    await page.getByText('Fewer pieces at a time take less memory').waitFor();
    await press('Build chatbot');
    await untilTraining(window);
    await press('Pause');
    await thaw(window);
    await page.getByText('It goes on from its last checkpoint').waitFor();
  });

  test('is seen before a build begins, and a smaller setting is one press away', async () => {
    const { page } = window;
    const most = { batch: 256, length: 8192 };
    await openRecipe(window, {
      ...longRecipe,
      training: { ...longRecipe.training, ...most },
      soup: { ...longRecipe.soup, ...most },
    });
    const start = page.getByRole('button', { name: 'Build chatbot' });
    await page.getByRole('alert').waitFor();
    expect(await start.isDisabled()).toBe(true);
    await press('Use a smaller setting');
    await page.getByText('Pieces at a time 256 → 128').first().waitFor();
    await picture(window, 'build-too-large');
  });
});

async function press(name: string): Promise<void> {
  await window.page.getByRole('button', { name, exact: true }).click();
}

async function log(): Promise<string[]> {
  const { page } = window;
  const lines = page.getByRole('listitem').filter({ has: page.locator('time') });
  return lines.allTextContents();
}
