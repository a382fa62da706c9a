import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pagesPdf, textAt } from '../../fixtures/manual/pdf-writer.ts';
import { result } from '../../helpers/command-line.ts';
import { shortManual } from './building.ts';
import { type FullHome, makeFullHome, oneStep } from './full-home.ts';
import { go } from './go.ts';
import { openWindow, picture, type TestedWindow } from './window.ts';

let folder: string;
let window: TestedWindow;
/** Of a bot "Pump", built on a PDF. */
let pump: FullHome;
/** The manual skill of a bot "Lamp", built on another manual with the same instruction skill. */
let lampSkill: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-manage-'));
  const home = join(folder, 'home');
  pump = await makeFullHome(folder, home);
  const built = await result(home, [
    ...['build', shortManual, '--model', join(folder, 'model'), '--name', 'Lamp'],
    ...oneStep,
  ]);
  lampSkill = `skills/${built.skills[0].skill}`;
  window = await openWindow({ home });
  window.page.setDefaultTimeout(20_000);
});
beforeEach(async () => {
  await window.page.reload();
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('skills and soups', () => {
  test('two skills are blended into a bot', async () => {
    const { page } = window;
    await go(page, 'skills');
    await press('Blend skills');
    const dialog = page.getByRole('dialog', { name: 'Blend skills' });
    const blend = dialog.getByRole('button', { name: 'Blend', exact: true });
    await dialog.getByRole('checkbox', { name: 'Safety (manual)' }).check();
    expect(await blend.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: 'Alpaca for model' }).check();
    await dialog.getByRole('radio', { name: 'Equal parts' }).check();
    await dialog.getByLabel('Name of the bot').fill('Stew');
    await blend.click();
    await page.getByText('“Stew” is ready.').waitFor();
    await press('Chat');
    await page.getByPlaceholder('Ask Stew…').waitFor();
  });

  test('a slider of a soup is moved, and saved as a new soup with a bot over it', async () => {
    const { page } = window;
    await go(page, pump.soup);
    const first = page.locator('output').first();
    const before = Number(await first.textContent());
    await page.getByRole('slider').first().press('PageUp');
    const moved = Number(await first.textContent());
    expect(moved).toBeGreaterThan(before);
    await press('Save as a new bot');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Pump, changed” was saved.').waitFor();

    await go(page, 'skills?tab=soups');
    await page.getByRole('row').filter({ hasText: 'Pump, changed' }).getByRole('link').click();
    await expect.poll(async () => Number(await first.textContent())).toBe(moved);
    await go(page, pump.soup);
    await expect.poll(async () => Number(await first.textContent())).toBe(before);
  });

  test('a skill is exported to a folder', async () => {
    const { page } = window;
    const out = join(folder, 'exported');
    await go(page, pump.skill);
    await press('Export');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByLabel('Where to').fill(out);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.getByText(`Written to ${out}.`).waitFor();
    expect(existsSync(join(out, 'adapter_config.json'))).toBe(true);
    expect(existsSync(join(out, 'adapter_model.safetensors'))).toBe(true);
  });
});

describe('what is replaced and removed', () => {
  test('a manual gives way to a newer revision, and says so where it is still read', async () => {
    const { page } = window;
    const newer = join(folder, 'pump-2.pdf');
    writeFileSync(
      newer,
      pagesPdf([textAt(60, 720, ['Safety'], 20) + textAt(60, 690, ['Wear gloves of class 4.'], 11)]),
    );
    await go(page, pump.manual);
    await window.choose(newer, () => manualMenu('Replace by a newer revision…'));
    await page.getByText('Added, 1 page').waitFor();
    const list = page.getByRole('table', { name: 'Manuals' });
    await list.getByText('pump-2.pdf').waitFor();
    expect(await list.getByText('pump.pdf').count()).toBe(0);
    await go(page, pump.manual);
    await page.getByText('A newer revision has taken this manual’s place.').waitFor();
    await page.getByRole('link', { name: 'Open the newer one' }).click();
    await page.getByText('Wear gloves of class 4.').first().waitFor();
  });

  test('a skill stays while a bot rests on it, and goes when the bot is deleted', async () => {
    const { page } = window;
    const remove = async () => {
      await go(page, lampSkill);
      await press('Remove');
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    };
    await remove();
    await page.getByText('it is needed by bot "Lamp"').waitFor();
    await page.reload();
    await go(page, 'chats/new?bot=Lamp');
    await press('Bot settings');
    await press('Delete bot');
    const question = page.getByRole('dialog', { name: 'Delete Lamp?' });
    await question.getByText('Manuals, skills, benchmark runs and rated answers stay.').waitFor();
    await question.getByRole('button', { name: 'Delete bot' }).click();
    await question.waitFor({ state: 'detached' });
    await remove();
    await page.getByRole('heading', { level: 1, name: 'Skills' }).waitFor();
    const left = page.getByRole('table', { name: 'Skills' });
    await left.getByText('Alpaca for model').waitFor();
    expect(await left.getByText('Pump P-200 manual (manual)').count()).toBe(0);
  });

  test('a manual goes with the bot and the skill that rest on it, after naming them', async () => {
    const { page } = window;
    await go(page, pump.manual);
    await manualMenu('Remove…');
    const question = page.getByRole('dialog', { name: /^Remove/ });
    await question.getByText('This goes with it, and can’t be brought back:').waitFor();
    await question.getByText('Bot “Pump” and its chats').waitFor();
    await question.getByText('Skill “Safety (manual)”').waitFor();
    await picture(window, 'remove-manual');
    await question.getByRole('button', { name: 'Remove', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await go(page, pump.skill);
    await page.getByRole('alert').waitFor();
    await go(page, 'chats/new');
    expect(await page.getByRole('option', { name: 'Pump', exact: true }).count()).toBe(0);
  });
});

async function press(name: string): Promise<void> {
  await window.page.getByRole('button', { name, exact: true }).click();
}

/** Chooses from the menu of the manual that is shown. */
async function manualMenu(item: string): Promise<void> {
  const { page } = window;
  const menu = page.getByRole('main').getByRole('button', { name: /^More for/ });
  await menu.click();
  await page.getByRole('menuitem', { name: item }).click();
}
