import { readdirSync } from 'node:fs';
import { describe } from 'vitest';
import { whyNoElectron } from './window/electron-window.ts';

// The tests of the window once more, in Electron instead of a browser. It must be said before they are loaded.
process.env.STOCKPOT_TEST_WINDOW = 'electron';

const missing = whyNoElectron();
const tests = readdirSync(new URL('window/', import.meta.url))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.replace(/\.test\.ts$/, ''));

describe.skipIf(missing !== undefined)(
  `the window in Electron${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    describe.each(tests)('%s', async (name) => {
      await import(`./window/${name}.test.ts`);
    });
  },
);
