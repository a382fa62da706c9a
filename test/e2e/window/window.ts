import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openElectronWindow } from './electron-window.ts';
import { openServedWindow } from './served-window.ts';

/** The real window over the real host and a home of its own, in a browser or in Electron. */
export interface TestedWindow {
  readonly home: string;
  /** For files of the test; it goes with the window. */
  readonly folder: string;
  readonly page: Page;
  /** What the page said on its console as errors, and what it threw. */
  readonly complaints: readonly string[];
  /** Another window of the same program. */
  another(): Promise<Page>;
  /** Chooses files in the dialog that opens when a button is pressed. */
  choose(path: string, press: () => Promise<unknown>): Promise<void>;
  /** Answers the system's own dialog for where to save; without it the page asks for the path itself. */
  readonly savesTo?: (path: string) => Promise<void>;
  clipboard(): Promise<string>;
  /** Process ids of the engine's workers. */
  engines(): Promise<readonly number[]>;
  /** `kill -9`. Its engine is let go on if it stood still, and so sees that it is alone. */
  killHost(): Promise<void>;
  /** Kills the host, if that was not done, and has another one over the same home. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly home?: string;
  readonly width?: number;
  readonly height?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether these tests run in Electron: `test/e2e/window-in-electron.test.ts` has them do so. */
export const inElectron = process.env.STOCKPOT_TEST_WINDOW === 'electron';

/** Opens the window over a home; ready when the page says so. */
export function openWindow(options: WindowOptions = {}): Promise<TestedWindow> {
  return inElectron ? openElectronWindow(options) : openServedWindow(options);
}

/** Keeps a picture of the page: `STOCKPOT_SCREENSHOTS`, or build/screenshots. */
export async function picture({ page }: Pick<TestedWindow, 'page'>, name: string): Promise<void> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const pictures = process.env.STOCKPOT_SCREENSHOTS ?? join(root, 'build', 'screenshots');
  const folder = inElectron ? join(pictures, 'electron') : pictures;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
