import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { bundledCommandLine } from '../../../scripts/bundle-cli.mjs';
import { testModels } from '../../helpers/command-line.ts';
import { findBrowser } from '../../helpers/find-browser.ts';
import { childrenOf } from './processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The real window: the built renderer, served by the real host over a home of its own, in a real browser. */
export interface ServedWindow {
  readonly home: string;
  readonly host: Host;
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page said on its console as errors, and what it threw. */
  readonly complaints: readonly string[];
  /** Another window of the same browser. */
  another(): Promise<Page>;
  /** `kill -9`. Its engine is let go on if it stood still, and so sees that it is alone. */
  killHost(): Promise<void>;
  /** Kills the host, if that was not done, and starts another one on the same home and port. */
  restart(): Promise<void>;
  /** Keeps a picture of the page: `STOCKPOT_SCREENSHOTS`, or build/screenshots. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly home?: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Serves a home and opens it in the browser; ready when the page says so. */
export async function openWindow(options: WindowOptions = {}): Promise<ServedWindow> {
  const own = options.home === undefined;
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'stockpot-window-'));
  let host = await serve(home, 0, options.env);
  const browser = await launch();
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 860 },
    colorScheme: options.theme ?? 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  const open = async (url: string) => {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    await page.locator('[data-app-state="ready"]').waitFor();
    return page;
  };
  const page = await open(host.url);
  const killHost = async () => {
    const engines = childrenOf(host.process.pid!);
    host.process.kill('SIGKILL');
    for (const pid of engines) process.kill(pid, 'SIGCONT');
    await host.ended;
  };
  return {
    home,
    get host() {
      return host;
    },
    page,
    context,
    complaints,
    another: () => open(new URL('/', host.url).href),
    killHost,
    async restart() {
      await killHost();
      host = await serve(home, Number(new URL(host.url).port), options.env);
    },
    async picture(name) {
      const folder = process.env.STOCKPOT_SCREENSHOTS ?? join(root, 'build', 'screenshots');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    },
    async close() {
      await browser.close();
      host.process.kill('SIGTERM');
      await host.ended;
      if (own) rmSync(home, { recursive: true, force: true });
    },
  };
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
