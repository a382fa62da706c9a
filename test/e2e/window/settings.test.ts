import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { result } from '../../helpers/command-line.ts';
import { shortManual } from './building.ts';
import { go } from './go.ts';
import { openWindow, type TestedWindow } from './window.ts';

let folder: string;
let window: TestedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-settings-'));
  const home = join(folder, 'home');
  await result(home, ['import', shortManual]);
  window = await openWindow({ home, env: { STOCKPOT_MODELS: join(folder, 'models') } });
  window.page.setDefaultTimeout(20_000);
});
beforeEach(async () => {
  await window.page.reload();
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the window speaks German and English again', async () => {
  const { page } = window;
  await go(page, 'settings');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  await page.getByRole('link', { name: 'Handbücher' }).first().waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByLabel('Sprache').selectOption('en');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

test('nothing is fetched offline, and what was refused is in the list of connections', async () => {
  const { page } = window;
  await go(page, 'activity?tab=network');
  await page.getByText('No connection was ever tried').waitFor();
  await go(page, 'settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await go(page, 'models');
  await page.getByText('Nothing is fetched while this is on.').waitFor();
  await page
    .getByRole('button', { name: /^Download:/ })
    .first()
    .click();
  await page.getByText(/is not on this machine, and Stockpot is offline/).waitFor();
  await go(page, 'activity?tab=network');
  const table = page.getByRole('table', { name: 'Network' });
  await table
    .getByRole('row', { name: /https:.*Refused/ })
    .first()
    .waitFor();
  expect(await table.getByText(/^(Answered|Failed)$/).count()).toBe(0);
  await go(page, 'settings');
  await page.getByRole('switch', { name: 'Stay offline' }).click();
  await page.getByRole('switch', { name: 'Stay offline', checked: false }).waitFor();
});

test('the report that is copied holds nothing of a manual, its name or its place', async () => {
  const { page } = window;
  await go(page, 'settings');
  await press('Copy report');
  await page.getByText('The report was copied.').waitFor();
  const text = await window.clipboard();
  expect(text).toMatch(/^Stockpot report/);
  expect(text).toContain('manuals: 1');
  expect(text).not.toMatch(/pump|lamp|housing|filter|seal ring|impeller/i);
  expect(text).not.toContain(folder);
});

test('a backup brings back what was changed since', async () => {
  const { page } = window;
  const file = join(folder, 'kept.tar');
  await go(page, 'settings');
  await window.savesTo?.(file);
  await press('Back up');
  if (window.savesTo === undefined) {
    await page.getByLabel('File to write').fill(file);
    await page.getByRole('dialog').getByRole('button', { name: 'Back up', exact: true }).click();
  }
  await page.getByText(`Backed up to ${file}`).waitFor();

  await go(page, 'manuals');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByLabel('Title').fill('Another title');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Another title' }).waitFor();

  await go(page, 'settings');
  await press('Restore');
  await page.getByLabel('Backup to read').fill(file);
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('What was here before lies in').waitFor();
  await go(page, 'manuals');
  await page.getByRole('link', { name: 'Pump P-200 manual' }).waitFor();
  expect(await page.getByRole('link', { name: 'Another title' }).count()).toBe(0);
});

async function press(name: string): Promise<void> {
  await window.page.getByRole('button', { name, exact: true }).click();
}
