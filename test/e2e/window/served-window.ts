import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { bundledCommandLine } from '../../../scripts/bundle-cli.mjs';
import { testModels } from '../../helpers/command-line.ts';
import { findBrowser } from '../../helpers/find-browser.ts';
import { childrenOf, signal } from './processes.ts';
import type { TestedWindow, WindowOptions } from './window.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Serves a home and opens it in the browser that is found here. */
export async function openServedWindow(options: WindowOptions): Promise<TestedWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-window-'));
  const home = options.home ?? join(folder, 'home');
  let host = await serve(home, 0, options.env);
  const browser = await launch();
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 860 },
    colorScheme: 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  const open = async (url: string) => {
    const page = await context.newPage();
    noteComplaints(page, complaints);
    await page.goto(url);
    await page.locator('[data-app-state="ready"]').waitFor();
    return page;
  };
  const page = await open(host.url);
  // From now on, or a key would be quicker than who waits for the file chooser.
  page.on('filechooser', () => {});
  const engines = () => childrenOf(host.process.pid!);
  const killHost = async () => {
    const left = engines();
    host.process.kill('SIGKILL');
    signal(left, 'SIGCONT');
    await host.ended;
  };
  return {
    home,
    folder,
    page,
    complaints,
    another: () => open(new URL('/', host.url).href),
    async choose(path, press) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
      await chooser.setFiles(path);
    },
    async clipboard() {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      return page.evaluate<string>('navigator.clipboard.readText()');
    },
    engines: async () => engines(),
    killHost,
    async restart() {
      await killHost();
      host = await serve(home, Number(new URL(host.url).port), options.env);
    },
    async close() {
      await browser.close();
      host.process.kill('SIGTERM');
      await host.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps what a page says as errors and what it throws. */
export function noteComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}

export interface Host {
  readonly process: ChildProcess;
  /** With its one-time token. */
  readonly url: string;
  readonly ended: Promise<void>;
}

/** Starts `stockpot serve` as a process of its own. @throws Error with what it said when it ends before it listens. */
export function serve(home: string, port = 0, env: Readonly<Record<string, string>> = {}): Promise<Host> {
  const child = spawn(
    process.execPath,
    [bundledCommandLine(), 'serve', '--port', `${port}`, '--json', '--home', home],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, STOCKPOT_MODELS: testModels, ...env },
    },
  );
  let stdout = '';
  let stderr = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const url = /"url":\s*"([^"]+)"/.exec(stdout)?.[1];
      if (url !== undefined) resolve({ process: child, url, ended });
    });
    void ended.then(() => reject(new Error(`stockpot serve ended before it listened.\n${stdout}\n${stderr}`)));
  });
}

/** Builds the renderer once; the end-to-end project's global set-up calls it. */
export function buildRenderer(): void {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
    // As it is shipped: under a test runner's NODE_ENV, React would be the much slower one for development.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`The renderer could not be built.\n${stderr}`);
}

/** Starts the browser that is found here. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}
