import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { buildElectron } from '../../../scripts/build-electron.mjs';
import { buildNative } from '../../../scripts/native.mjs';
import { testModels } from '../../helpers/command-line.ts';
import { signal } from './processes.ts';
import { noteComplaints } from './served-window.ts';
import type { TestedWindow, WindowOptions } from './window.ts';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const find = createRequire(import.meta.url);

/** Why the program can't be run in Electron here; undefined where it can. */
export function whyNoElectron(): string | undefined {
  const folder = dirname(find.resolve('electron/package.json'));
  const path = join(folder, 'path.txt');
  if (!existsSync(path) || !existsSync(join(folder, 'dist', readFileSync(path, 'utf8')))) {
    return 'Electron’s program is not here; npm run app fetches it';
  }
  const screen = process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY;
  return process.platform === 'linux' && screen === undefined ? 'there is no display' : undefined;
}

/** Starts the real program in Electron over a home. Chromium's own files lie in a folder that goes with it. */
export async function launchElectron(
  home: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly app: ElectronApplication; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-electron-'));
  const app = await _electron.launch({
    args: [checkout, `--user-data-dir=${folder}`, '--lang=en-GB'],
    locale: 'en-GB',
    acceptDownloads: true,
    env: { ...(process.env as Record<string, string>), STOCKPOT_MODELS: testModels, STOCKPOT_HOME: home, ...env },
  });
  let closed: Promise<void> | undefined;
  const close = async () => {
    try {
      await answerQuestions(app, STOP);
      await app.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  return {
    app,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** The window of the program in Electron. The system's own dialogs are answered by what the test says. */
export async function openElectronWindow(options: WindowOptions): Promise<TestedWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-window-'));
  const home = options.home ?? join(folder, 'home');
  const { app, close } = await launchElectron(home, options.env);
  await answerQuestions(app, KEEP_GOING);
  const complaints: string[] = [];
  const prepare = async (page: Page) => {
    noteComplaints(page, complaints);
    await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 860 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.locator('[data-app-state="ready"]').waitFor();
    return page;
  };
  const page = await prepare(await app.firstWindow());
  const hosts = () => processesOf(app, 'Stockpot host');
  const engines = () => processesOf(app, 'Stockpot engine');
  const killHost = async () => {
    const left = await engines();
    signal(await hosts(), 'SIGKILL');
    signal(left, 'SIGCONT');
  };
  return {
    home,
    folder,
    page,
    complaints,
    async another() {
      const [another] = await Promise.all([
        app.waitForEvent('window'),
        app.evaluate(({ Menu }) => {
          // By its key: its words are the system's language's.
          const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
          items?.find(({ accelerator }) => accelerator === 'CmdOrCtrl+Shift+N')?.click();
        }),
      ]);
      return prepare(another);
    },
    async choose(path, press) {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, path);
      await press();
    },
    savesTo: (path) =>
      app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, path),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    engines,
    killHost,
    async restart() {
      const before = await hosts();
      await killHost();
      // Main starts another one as soon as a page asks for it.
      while (!(await hosts()).some((pid) => !before.includes(pid))) await pause(50);
    },
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The buttons of the question that closing asks: `electron/main/closing.ts`. */
const KEEP_GOING = 0;
const STOP = 1;

function answerQuestions(app: ElectronApplication, response: number): Promise<void> {
  return app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = async () => ({ response: answer, checkboxChecked: false });
  }, response);
}

/** Process ids, by the names that `electron/main/processes.ts` gives. */
function processesOf(app: ElectronApplication, name: string): Promise<number[]> {
  return app.evaluate(
    (electron, wanted) =>
      electron.app
        .getAppMetrics()
        .filter((metric) => metric.name === wanted)
        .map(({ pid }) => pid),
    name,
  );
}

/** Builds the program where Electron can run it; the end-to-end project's global set-up calls it. */
export async function buildForElectron(): Promise<void> {
  if (whyNoElectron() !== undefined) return;
  const { version } = find('electron/package.json') as { version: string };
  const problem = buildNative({ electron: version });
  if (problem !== undefined) throw new Error(problem);
  await buildElectron();
}
