import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { presets } from '../../../core/service/presets.ts';
import type { Recipe } from '../../../core/service/recipe.ts';
import { go } from './go.ts';
import { freezeWhen } from './processes.ts';
import type { TestedWindow } from './window.ts';

export const shortManual = fileURLToPath(new URL('../../fixtures/service/pump.md', import.meta.url));

const steps = 600;

/** So many steps of training that there is time to be stopped in the middle of them. */
export const longRecipe: Recipe = {
  ...presets.quick,
  study: { ...presets.quick.study, maxExamples: 4 },
  training: { ...presets.quick.training, rank: 4, maxSteps: steps, epochs: steps, batch: 1 },
  instruction: { ...presets.quick.instruction, maxSteps: 1, maxTokens: 200 },
  soup: { ...presets.quick.soup, maxSteps: 1 },
};

/** Takes a model of the disk in, as "Tiny". */
export async function useTinyModel(page: Page, path: string): Promise<void> {
  await go(page, 'models');
  await page.getByRole('button', { name: 'Use a model on this disk' }).click();
  await page.getByLabel('Folder or file').fill(path);
  await page.getByLabel('Name', { exact: true }).fill('Tiny');
  await page.getByRole('button', { name: 'Use model' }).click();
  await page.getByRole('heading', { name: 'Tiny' }).waitFor();
}

/** Opens the Build page with a recipe of a file. */
export async function openRecipe(
  window: Pick<TestedWindow, 'page' | 'choose' | 'folder'>,
  recipe: Recipe,
): Promise<void> {
  const { page } = window;
  await go(page, 'build');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await chooseRecipe(window, recipe);
}

/** On a Build page that shows the whole recipe. */
export async function chooseRecipe(
  { page, choose, folder }: Pick<TestedWindow, 'page' | 'choose' | 'folder'>,
  recipe: Recipe,
): Promise<void> {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(recipe));
  await choose(path, () => page.getByRole('button', { name: 'Open a recipe…' }).click());
  await page.getByText(/numbers? changed under Advanced/).waitFor();
}

/** Begins a build of many steps by the tiny model. */
export async function startBuild(window: Pick<TestedWindow, 'page' | 'choose' | 'folder'>): Promise<void> {
  const { page } = window;
  await openRecipe(window, longRecipe);
  await page.getByLabel('Base model').selectOption({ label: 'Tiny' });
  await page.getByRole('button', { name: 'Build chatbot' }).click();
}

/** Until steps of training are told; the engine stands still then, so that they can't end meanwhile. */
export async function untilTraining({ page, engines }: Pick<TestedWindow, 'page' | 'engines'>): Promise<void> {
  const told = page.getByText(new RegExp(`^\\d[\\d,.]* of ${steps}$`));
  await freezeWhen({ engines }, () => told.isVisible());
}
