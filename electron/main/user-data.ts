import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { App } from 'electron';

/**
 * Where Chromium keeps what is its own (window state, caches): never in the home, whose folder has the same name on two
 * systems and may be moved or swapped under a running program. One folder a home, so that two homes have two programs and
 * one home has one.
 */
export function setupUserData(
  app: Pick<App, 'getPath' | 'setPath'> & { readonly commandLine: Pick<Electron.CommandLine, 'hasSwitch'> },
  home: string | undefined,
): void {
  // Tests bring a folder of their own.
  if (app.commandLine.hasSwitch('user-data-dir')) return;
  const base = join(app.getPath('appData'), 'Stockpot Window');
  app.setPath('userData', home === undefined ? base : join(base, digest(resolve(home))));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
