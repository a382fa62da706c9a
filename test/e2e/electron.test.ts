import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchElectron, whyNoElectron } from './window/electron-window.ts';

// The real program in the real Electron: `npm run app` once fetches it; without it, or without a screen, this is skipped.
const checkout = fileURLToPath(new URL('../../', import.meta.url));
const missing = whyNoElectron();

describe.skipIf(missing !== undefined)(
  `the application in Electron${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'stockpot-home-'));
    let launched: Awaited<ReturnType<typeof launchElectron>>;
    let app: ElectronApplication;
    let page: Page;

    beforeAll(async () => {
      launched = await launchElectron(home);
      app = launched.app;
      page = await app.firstWindow();
      await page.locator('[data-app-state="ready"]').waitFor();
    });
    afterAll(async () => {
      await launched?.close();
      rmSync(home, { recursive: true, force: true });
    });

    test('the page is the own protocol’s, without Node, and with the policy', async () => {
      expect(page.url()).toMatch(/^stockpot:\/\/app\//);
      const seen = await page.evaluate(async () => {
        const all = globalThis as unknown as Record<string, unknown>;
        return {
          node: [typeof all.require, typeof all.process, typeof all.Buffer],
          bridge: Object.keys(all.stockpot as object).sort(),
          policy: (await fetch('/')).headers.get('content-security-policy'),
        };
      });
      expect(seen.node).toEqual(['undefined', 'undefined', 'undefined']);
      expect(seen.bridge).toHaveLength(7);
      expect(seen.policy).toContain("default-src 'self'");
    });

    test('navigation, new windows and foreign connections are refused', async () => {
      // As text: these are words of a page, which this project does not know.
      const outcome = await page.evaluate(`(async () => {
      const opened = window.open('https://example.com/');
      location.href = 'https://example.com/';
      const fetched = await fetch('https://example.com/').then(() => 'fetched', () => 'refused');
      return { opened: opened === null, fetched };
    })()`);
      expect(outcome).toEqual({ opened: true, fetched: 'refused' });
      expect(page.url()).toMatch(/^stockpot:\/\/app\//);
      expect(app.windows()).toHaveLength(1);
    });

    test('closing the window while something is under way asks, and cancelling leaves it open', async () => {
      await app.evaluate(({ dialog }) => {
        const asked = { count: 0 };
        Object.assign(globalThis, { asked });
        dialog.showMessageBox = async () => {
          asked.count += 1;
          return { response: 2, checkboxChecked: false };
        };
      });
      const sample = join(checkout, 'resources', 'sample', 'gutenprint-users-manual.pdf');
      // Another channel of the page to the host, as its own: it imports the sample, which takes a while.
      await page.evaluate(`{
      const took = (event) => {
        if (event.data?.type !== 'stockpot:contract') return;
        removeEventListener('message', took);
        const input = { path: ${JSON.stringify(sample)} };
        event.ports[0].postMessage({ type: 'call', id: 1, method: 'manual.import', input });
      };
      addEventListener('message', took);
      postMessage({ type: 'stockpot:contract-wanted' }, location.origin);
    }`);
      const asked = async () => {
        await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
        return app.evaluate(() => (globalThis as unknown as { asked: { count: number } }).asked.count);
      };
      await expect.poll(asked, { timeout: 60_000 }).toBeGreaterThan(0);
      expect(app.windows()).toHaveLength(1);
    });
  },
);
