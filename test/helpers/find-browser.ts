import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** What can be looked into and done; a test hands in its own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  runs(path: string): boolean;
  /** Where Playwright's own download would lie. */
  playwrightPath(): string;
  /** Debian's package manager, and the right to use it. */
  canInstall(): boolean;
  install(): boolean;
  say(text: string): void;
}

/**
 * The browser that the window is tested in: `STOCKPOT_BROWSER`, an installed Chromium, Chrome or Edge, Playwright's own
 * download, or on Debian, as root, the package `chromium`, which is then installed.
 * @throws Error with the command to run.
 */
export function findBrowser(machine: Machine = thisMachine): string {
  const named = machine.env.STOCKPOT_BROWSER;
  if (named !== undefined) {
    if (machine.runs(named)) return named;
    throw new Error(`STOCKPOT_BROWSER names ${named}, which is no program that can be run.`);
  }
  const found = installed(machine);
  if (found !== undefined) return found;
  const own = machine.playwrightPath();
  if (machine.runs(own)) return own;
  if (machine.canInstall()) {
    machine.say('No browser to test the window in: installing the package chromium (once, about a minute) …');
    const there = machine.install() ? installed(machine) : undefined;
    if (there !== undefined) return there;
  }
  throw new Error(
    'No Chromium, Chrome or Edge to test the window in. Run: npx playwright-core install chromium (or, on Debian: apt-get install chromium), then the same command again.',
  );
}

function installed(machine: Machine): string | undefined {
  return candidates(machine).find((path) => machine.runs(path));
}

function candidates({ platform, env }: Machine): string[] {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.flatMap((root) => programs.map((program) => `${root}\\${program}`));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  runs(path) {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  playwrightPath: () => chromium.executablePath(),
  canInstall: () => existsSync('/etc/debian_version') && process.getuid?.() === 0,
  install() {
    const apt = (...args: string[]) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0;
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    return apt(...install) || (apt('update') && apt(...install));
  },
  say: (text) => void process.stderr.write(`${text}\n`),
};
