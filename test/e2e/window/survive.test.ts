import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { result } from '../../helpers/command-line.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { orphansOf } from '../home.ts';
import { shortManual, startBuild, untilTraining, useTinyModel } from './building.ts';
import { go } from './go.ts';
import { killEngine, thaw } from './processes.ts';
import { openWindow, type TestedWindow } from './window.ts';

let folder: string;
let home: string;
let window: TestedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-survive-window-'));
  home = join(folder, 'home');
  writeTinyModel(join(folder, 'model'));
  await result(home, ['import', shortManual]);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(120_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a build outlives its window, its engine worker and its host, and is seen in every window', async () => {
  const { page: first } = window;
  await useTinyModel(first, join(folder, 'model'));
  await startBuild(window);
  await untilTraining(window);

  // A second window shows the same build, and may close.
  const second = await window.another();
  await go(second, 'activity');
  await second.getByRole('progressbar').first().waitFor();
  await second.close();

  // The only one may, too: the build trains on meanwhile, and one that is opened later shows it.
  const build = new URL(first.url()).hash.slice(2);
  await first.close();
  const page = await window.another();
  page.setDefaultTimeout(120_000);
  await go(page, build);
  await untilTraining({ page, engines: window.engines });

  // The engine worker dies: the page says so, and the build goes on from its checkpoint when asked.
  await killEngine(window);
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Go on' }).first().click();
  await untilTraining({ page, engines: window.engines });

  // The host dies: the page finds the next one by itself, which has taken the build up again.
  await window.restart();
  await page.getByText('Reconnecting…').waitFor({ state: 'detached' });
  await untilTraining({ page, engines: window.engines });
  await thaw(window);
  await page.getByText('Your chatbot is ready').waitFor();
});

test('nothing is left behind of what was killed', async () => {
  await window.close();
  expect(orphansOf(home)).toEqual([]);
});
