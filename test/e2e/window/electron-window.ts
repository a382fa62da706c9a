import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { buildElectron } from '../../../scripts/build-electron.mjs';
import { buildNative } from '../../../scripts/native.mjs';
import { testModels } from '../../helpers/command-line.ts';
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
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-electron-'));
  const app = await _electron.launch({
    args: [checkout, `--user-data-dir=${folder}`, '--lang=en-GB'],
    locale: 'en-GB',
    env: { ...(process.env as Record<string, string>), STOCKPOT_MODELS: testModels, STOCKPOT_HOME: home, ...env },
  });
  return {
    app,
    async close() {
      await answerQuestions(app, STOP);
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The window of the program in Electron. The system's own dialogs are answered by what the test says. */
export async function openElectronWindow(options: WindowOptions): Promise<TestedWindow> {
  const own = options.home === undefined;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'stockpot-window-'));
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
  const killHost = async () => {
    const left = await processesOf(app, 'Stockpot engine');
    for (const pid of await processesOf(app, 'Stockpot host')) process.kill(pid, 'SIGKILL');
    for (const pid of left) process.kill(pid, 'SIGCONT');
  };
  return {
    home,
    page,
    complaints,
    async another() {
      const [another] = await Promise.all([
        app.waitForEvent('window'),
        app.evaluate(({ Menu }) => {
          const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'File');
          file?.submenu?.items.find(({ label }) => label === 'New window')?.click();
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
    engines: () => processesOf(app, 'Stockpot engine'),
    killHost,
    // Main starts another host as soon as a page asks for one.
    restart: killHost,
    async close() {
      await close();
      if (own) rmSync(home, { recursive: true, force: true });
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

let built: Promise<void> | undefined;

function build(): Promise<void> {
  built ??= (async () => {
    const { version } = find('electron/package.json') as { version: string };
    const problem = buildNative({ electron: version });
    if (problem !== undefined) throw new Error(problem);
    await buildElectron();
  })();
  return built;
}
