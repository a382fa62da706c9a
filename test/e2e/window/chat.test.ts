import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { result } from '../../helpers/command-line.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { oneStep } from './full-home.ts';
import { go } from './go.ts';
import { axeFaults } from './look.ts';
import { freezeWhen, killEngine, thaw } from './processes.ts';
import { hostile, pumpManual } from './pump-manual.ts';
import { inElectron, openWindow, picture, type TestedWindow } from './window.ts';

let folder: string;
let window: TestedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-chat-'));
  const model = join(folder, 'model');
  const manual = join(folder, 'pump.pdf');
  writeTinyModel(model);
  writeFileSync(manual, pumpManual());
  const home = join(folder, 'home');
  await result(home, ['build', manual, '--model', model, '--name', 'Pump', ...oneStep]);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The model is a tiny one that talks nonsense: what is looked at is what the window makes of it. Each test goes on where the one before it ended. */
describe('a chat', () => {
  test('answers a question word by word and lists the passage it read', async () => {
    const { page } = window;
    await go(page, 'chats/new?bot=Pump');
    await ask(page, 'How often is the filter cleaned?');
    await answered(page);
    expect(new URL(page.url()).hash).toMatch(/^#\/chats\/(?!new)/);
    await page
      .getByRole('navigation', { name: 'Chats' })
      .getByRole('link', { name: /How often is the filter/ })
      .waitFor();
    await page.getByText(/\d+ tokens\/s/).waitFor();
    await page.getByRole('region', { name: 'Passages it used' }).waitFor();
    expect(await page.locator('[data-spoken]').textContent()).toContain('The answer is being written.');
  });

  test('opens the manual at the page of a passage, with the passage marked, and Esc closes it', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /p\. 2/ }).first().click();
    const source = page.getByRole('complementary', { name: 'Manual page' });
    const mark = source.locator('[data-page="2"] [data-mark]').first();
    await mark.waitFor();
    await expect.poll(() => isInSight(mark)).toBe(true);
    await picture(window, 'chat-with-its-page');
    await page.keyboard.press('Escape');
    await source.waitFor({ state: 'detached' });
  });

  test('keeps an answer that is stopped by Esc as far as it came', async () => {
    const { page } = window;
    await setLongest(page, 1500);
    await ask(page, 'Which fuse is replaced when the lamp stays dark?');
    await inTheMiddle();
    await page.keyboard.press('Escape');
    await thaw(window);
    await page.getByText('Stopped here.').waitFor();
    await setLongest(page, 16);
  });

  test('is answered again beside the first answer, and asked otherwise beside the first question', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Answer again' }).last().click();
    const answers = page.getByRole('group', { name: 'Versions of the answer' });
    await answers.getByText('2 / 2').waitFor();
    await answers.getByRole('button', { name: 'Previous version' }).click();
    await page.getByText('Stopped here.').waitFor();

    await page.getByRole('article', { name: 'Question' }).last().hover();
    await page.getByRole('button', { name: 'Edit question' }).last().click();
    await page.getByLabel('Edited question').fill('What does error E7 mean?');
    await page.keyboard.press('Enter');
    const questions = page.getByRole('group', { name: 'Versions of the question' });
    await questions.getByText('2 / 2').waitFor();
    await questions.getByRole('button', { name: 'Previous version' }).click();
    await page.getByText('Which fuse is replaced', { exact: false }).last().waitFor();
    await questions.getByRole('button', { name: 'Next version' }).click();
    await page.getByText('What does error E7 mean?').last().waitFor();
  });

  test('is rated, and the rating is there after a reload', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Bad answer' }).last().click();
    await page.reload();
    await expect
      .poll(() => page.getByRole('button', { name: 'Bad answer' }).last().getAttribute('aria-pressed'))
      .toBe('true');
  });

  test('shows hostile questions, titles and passages as text', async () => {
    const { page } = window;
    await ask(page, `${hostile} Is error E9 about heat?`);
    await answered(page);
    await choose(page, 'Rename…');
    await page.getByLabel('Title').fill(`${hostile} renamed`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `${hostile} renamed` }).waitFor();
    await page
      .getByRole('navigation', { name: 'Chats' })
      .getByRole('link', { name: `${hostile} renamed` })
      .waitFor();
    await page.getByRole('region', { name: 'Passages it used' }).last().getByText('<img src=x onerror=').waitFor();
    expect(await page.locator('img[src="x"], main script').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
    await picture(window, 'chat-hostile');
  });

  test('is exported as Markdown and as JSON', async () => {
    const { page } = window;
    const save = async (item: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), choose(page, item)]);
      return { name: download.suggestedFilename(), text: readFileSync((await download.path())!, 'utf8') };
    };
    const markdown = await save('Export as Markdown');
    expect(markdown.name).toMatch(/\.md$/);
    expect(markdown.text).toContain('What does error E7 mean?');
    const json = await save('Export as JSON');
    expect(json.name).toMatch(/\.json$/);
    expect(JSON.stringify(JSON.parse(json.text))).toContain('How often is the filter cleaned?');
  });

  test('stands beside the base model on the same question', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Side by side' }).click();
    await ask(page, 'How much water goes into the tank?');
    await answered(page);
    const other = page.getByRole('article', { name: 'Answer of Base model' }).last();
    await other.getByText(/tokens\/s/).waitFor();
    await page.getByLabel('Beside the bot').selectOption({ label: 'Other coefficients' });
    await page.getByRole('slider').first().press('ArrowRight');
    await page.getByText(/× 1\.05/).waitFor();
    await page.getByRole('button', { name: 'Ask it too' }).last().click();
    await page
      .getByRole('article', { name: 'Answer of Other coefficients' })
      .last()
      .getByText(/tokens\/s/)
      .waitFor();
    await picture(window, 'chat-side-by-side');
    await page.getByRole('button', { name: 'End side by side' }).click();
  });

  test.each(['light', 'dark'] as const)(
    'can be used by everyone in the %s theme, as far as axe sees',
    async (theme) => {
      const { page } = window;
      await page.emulateMedia({ colorScheme: theme });
      await page
        .getByRole('button', { name: /p\. \d/ })
        .last()
        .click();
      await page.locator('[data-state="drawn"]').first().waitFor();
      expect(await axeFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
    },
  );

  test('shows the answer after a reload in the middle of it', async () => {
    const { page } = window;
    await setLongest(page, 1000);
    await ask(page, 'What is the part number of the seal ring?');
    await inTheMiddle();
    await page.reload();
    await page.getByText('This question has no answer yet').waitFor();
    await thaw(window);
    await answered(page);
    await page.getByText('What is the part number of the seal ring?').last().waitFor();
  });

  test('says that the engine died in the middle of an answer, keeps the question, and answers when asked again', async () => {
    const { page } = window;
    const question = 'How many litres does the tank hold when it is full?';
    await setLongest(page, 1500);
    await ask(page, question);
    await inTheMiddle();
    await killEngine(window);
    await page.getByRole('alert').waitFor();
    await picture(window, 'chat-engine-died');
    expect(await page.locator('[aria-busy="true"]').count()).toBe(0);
    await page.getByText(question).last().waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await inTheMiddle();
    await page.keyboard.press('Escape');
    await thaw(window);
    await page.getByText('Stopped here.').last().waitFor();
    // The question stands there once, with one answer.
    expect(await page.getByRole('article', { name: 'Question' }).getByText(question).count()).toBe(1);
    await setLongest(page, 16);
    await ask(page, 'Which gloves are worn?');
    await answered(page);
  });

  test('says that the host is gone, and asks again when it is back', async ({ skip }) => {
    skip(inElectron, 'Electron starts another host at once, so that there is no time without one');
    const { page } = window;
    await setLongest(page, 1500);
    await ask(page, 'Above which temperature is the pump stored?');
    await inTheMiddle();
    // From here on the browser complains that it cannot reach the host.
    expect(window.complaints).toEqual([]);
    await window.killHost();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByText('Reconnecting…').waitFor();
    await window.restart();
    await page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await inTheMiddle();
    await page.keyboard.press('Escape');
    await thaw(window);
    await page.getByText('Stopped here.').last().waitFor();
  });

  test('is deleted after asking', async () => {
    const { page } = window;
    await choose(page, 'Delete…');
    await page.getByRole('button', { name: 'Delete chat' }).click();
    await page.getByText('Your chats will be listed here.').waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#\/chats\/new/);
  });
});

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Your question').fill(question);
  await page.keyboard.press('Enter');
  await page.getByText(question).last().waitFor();
}

/** Until words of an answer are there; the engine stands still then, so that the answer can't end meanwhile. */
async function inTheMiddle(): Promise<void> {
  const writing = window.page.locator('[aria-busy="true"]').getByText(/tokens\/s/);
  await freezeWhen(window, () => writing.isVisible());
}

/** Until the last question has its answer. */
async function answered(page: Page): Promise<void> {
  await page.locator('ol > li').last().getByRole('button', { name: 'Answer again' }).waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
}

async function choose(page: Page, item: string): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: /^More for/ })
    .last()
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function setLongest(page: Page, tokens: number): Promise<void> {
  await page.getByRole('button', { name: 'Bot settings' }).click();
  await page.getByLabel('Longest answer').fill(`${tokens}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function isInSight(element: Locator): Promise<boolean> {
  const box = await element.boundingBox();
  const size = element.page().viewportSize();
  return box !== null && size !== null && box.y > 0 && box.y + box.height < size.height;
}
