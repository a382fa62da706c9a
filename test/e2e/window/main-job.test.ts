import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presets } from '../../../core/service/presets.ts';
import type { Recipe } from '../../../core/service/recipe.ts';
import { chooseRecipe } from './building.ts';
import { openWindow, picture, type TestedWindow } from './window.ts';

const sample = fileURLToPath(new URL('../../../resources/sample/gutenprint-users-manual.pdf', import.meta.url));
const questions = fileURLToPath(new URL('../../../resources/sample/questions.json', import.meta.url));

/** A few steps of everything: what is shown is the same as after minutes of training. */
const shortRecipe: Recipe = {
  ...presets.quick,
  study: { ...presets.quick.study, maxExamples: 40 },
  training: { ...presets.quick.training, maxSteps: 3, rank: 8, batch: 2 },
  soup: { ...presets.quick.soup, maxSteps: 2, batch: 2 },
  generation: { ...presets.quick.generation, maxNewTokens: 24 },
};

let window: TestedWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(() => window?.close());

/** The main job as a new user does it. Each test goes on where the one before it ended. */
describe('a new user', () => {
  test('is greeted with what this machine can do', async () => {
    const { page } = window;
    await page.getByRole('heading', { name: 'Turn a manual into a chatbot', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Build a first chatbot' }).waitFor();
    await picture(window, '1-welcome');
  });

  test('drops a PDF on the window and sees what was read, page against page', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Use a manual of mine' }).click();
    await page.getByRole('heading', { name: 'Manuals', level: 1 }).waitFor();
    await dropFile(page, sample);
    await page.getByText('Added, 73 pages').waitFor();
    await picture(window, '2-manuals');
    await page
      .getByRole('link', { name: /Gutenprint/ })
      .first()
      .click();
    await page.getByRole('heading', { name: /Read on page \d+/ }).waitFor();
    await page.locator('canvas').first().waitFor();
    await picture(window, '3-page-report');
  });

  test('builds a chatbot with one button, after seeing what it takes', async () => {
    const { page } = window;
    await page
      .getByRole('link', { name: 'Build chatbot' })
      .or(page.getByRole('button', { name: 'Build chatbot' }))
      .first()
      .click();
    await page.getByText('Advanced').click();
    await chooseRecipe(window, shortRecipe);
    await page.getByLabel('Name of the bot').fill('Printer helper');
    await picture(window, '4-before-building');
    await page.getByRole('button', { name: 'Build chatbot' }).click();
    await page.getByText('Learn the manual').first().waitFor();
    await picture(window, '5-building');
    await page.getByText('Your chatbot is ready').waitFor({ timeout: 600_000 });
    await picture(window, '6-built');
  });

  test('chats, and opens a passage in the PDF beside the chat', async () => {
    const { page } = window;
    await page
      .getByRole('button', { name: 'Start chatting' })
      .or(page.getByRole('link', { name: 'Start chatting' }))
      .click();
    await page.getByLabel('Your question').fill('How do I clean the print head?');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Answer again' }).waitFor({ timeout: 120_000 });
    const sources = page.getByRole('button', { name: /p+\. \d+/ });
    await sources.first().click();
    await page
      .getByRole('complementary', { name: /Manual page/ })
      .or(page.getByLabel('Manual page'))
      .first()
      .waitFor();
    await page.locator('canvas').first().waitFor();
    await picture(window, '7-chat-with-its-page');
  });

  test('runs a benchmark and finds it in the history', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Benchmarks' }).first().click();
    await page.getByRole('button', { name: 'Run a benchmark' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Questions', { exact: true }).selectOption({ label: "A file of one's own…" });
    await dialog.getByLabel('File', { exact: true }).fill(questions);
    await dialog.getByLabel('Only the first').fill('2');
    for (const system of ['manual-skill', 'instruct-skill', 'cat-static']) {
      await dialog.getByRole('checkbox', { name: system }).uncheck();
    }
    await picture(window, '8-new-benchmark');
    await dialog.getByText('Advanced').click();
    await dialog.getByLabel('Longest answer').fill('24');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: 'questions', exact: true }).waitFor({ timeout: 300_000 });
    await page.getByText('Done').first().waitFor({ timeout: 300_000 });
    await picture(window, '9-benchmark-history');
    await page.getByRole('link', { name: 'questions', exact: true }).click();
    await page.getByRole('heading', { name: 'Samples' }).waitFor();
    await picture(window, '10-benchmark');
    await page.getByRole('button', { name: /\?/ }).first().click();
    await page.getByRole('dialog').getByText('Reference:').waitFor();
    await picture(window, '11-benchmark-sample');
    await page.keyboard.press('Escape');
  });

  test('was never told of an error on the way', () => {
    expect(window.complaints).toEqual([]);
  });
});

/** Drops a file of the disk on the window. */
async function dropFile(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() => Object.assign(document.createElement('input'), { type: 'file' }));
  await input.setInputFiles(path);
  const transfer = await input.evaluateHandle((chosen) => {
    const data = new DataTransfer();
    data.items.add(chosen.files![0]!);
    return data;
  });
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', kind, { dataTransfer: transfer });
  }
}
