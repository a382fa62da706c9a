import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pagesPdf, textAt } from '../../fixtures/manual/pdf-writer.ts';
import { result } from '../../helpers/command-line.ts';
import { endpointServer } from '../../service/endpoint-server.ts';
import { go } from './go.ts';
import { axeFaults } from './look.ts';
import { openWindow, picture, type TestedWindow } from './window.ts';

const pages = [
  ['Safety', 'Turn the pump off before you open the housing, and wear gloves of class 3 while you do so.'],
  ['Maintenance', 'Clean the filter every 40 hours of use, and store the pump where it is above 5 degrees all winter.'],
  ['Errors', 'Error E7 means that the pump runs dry: fill 12 litres of water into the tank, then start it again.'],
] as const;

/** What the endpoint writes: for each page a question, then its answer; the last one is wrong. */
const written = [
  ...['When is the pump turned off?', 'Before the housing is opened.'],
  ...['Question: How often is the filter cleaned?', 'Every 40 hours of use.'],
  ...['What does the passage say of E7?', '13 litres of oil.'],
];

let folder: string;
let window: TestedWindow;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-review-'));
  const manual = join(folder, 'pump.pdf');
  writeFileSync(
    manual,
    pagesPdf(pages.map(([heading, line]) => textAt(60, 720, [heading], 20) + textAt(60, 690, [line], 11))),
  );
  const home = join(folder, 'home');
  await result(home, ['import', manual]);
  window = await openWindow({ home });
  window.page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('questions made at an address are reviewed by keys, each beside its passage, and those accepted count', async () => {
  const { page } = window;
  const server = await endpointServer((_, count) => written[count - 1]!);
  await go(page, 'benchmarks/suites');
  await page.getByRole('button', { name: 'Make questions' }).click();
  await page.getByText('A model at an address').click();
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await page.getByRole('textbox', { name: 'Name of the model there' }).fill('big');
  await page.getByRole('textbox', { name: 'How many' }).fill('3');
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('Pump questions');
  await page.getByRole('button', { name: 'Make them' }).click();
  await page.getByRole('link', { name: '3 to review' }).click();

  const card = page.getByRole('region', { name: '1 of 3' });
  await card.getByText('When is the pump turned off?').waitFor();
  const passage = page.getByRole('complementary', { name: 'The passage' });
  await passage.locator('[data-page="1"] [data-mark]').first().waitFor();
  await picture(window, 'review');
  expect(await axeFaults(page)).toEqual([]);

  await page.keyboard.press('a');
  await page.getByRole('region', { name: '2 of 3' }).getByText('How often is the filter cleaned?').waitFor();
  await passage.locator('[data-page="2"] [data-mark]').first().waitFor();
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Answer' }).fill('After 40 hours.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The passage does not seem to hold this answer.').waitFor();
  await page.getByText('It speaks of the passage').waitFor();
  await page.keyboard.press('r');
  await page.getByText('2 count, 0 wait, 1 rejected').waitFor();
  await page.keyboard.press('u');
  await page.getByText('2 count, 1 wait, 0 rejected').waitFor();
  await page.keyboard.press('r');

  await window.restart();
  await page.getByText('2 count, 0 wait, 1 rejected').waitFor();
  await go(page, 'benchmarks/suites');
  await page
    .getByRole('row', { name: /Pump questions/ })
    .getByText('2', { exact: true })
    .waitFor();
  expect(await page.getByRole('row').count()).toBe(4);
});
