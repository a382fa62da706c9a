import { defaultModelId, pullModel } from '../../core/catalog/index.ts';
import { bundledCommandLine } from '../../scripts/bundle-cli.mjs';
import { testModels } from '../helpers/command-line.ts';
import { buildForElectron } from './window/electron-window.ts';
import { buildRenderer } from './window/served-window.ts';

/** Vitest's global set-up of the end-to-end tests: what several files need, so that no two of them make it at a time. */
export async function setup(): Promise<void> {
  bundledCommandLine();
  buildRenderer();
  await buildForElectron();
  // Where it can't be had, the tests that need it say so.
  await pullModel(defaultModelId, { modelsFolder: testModels }).catch(() => {});
}
