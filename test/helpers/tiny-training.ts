import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { Adapter, Example } from '../../core/engine/index.ts';
import { seededRandom } from '../../core/engine/random.ts';
import type { SoupRecipe, TrainingRecipe } from '../../core/training/index.ts';

export const tinyRecipe: TrainingRecipe = {
  rank: 4,
  alpha: 8,
  dropout: 0.1,
  targets: ['q_proj', 'v_proj', 'up_proj', 'down_proj'],
  learningRate: 0.02,
  warmupSteps: 2,
  epochs: 3,
  batch: 2,
  length: 12,
  accumulation: 2,
  weightDecay: 0.01,
  clipNorm: 1,
  maxSteps: null,
};

export const tinySoup: SoupRecipe = {
  method: 'cat-learned',
  constraint: 'softmax',
  granularity: 'module',
  learningRate: 0.1,
  epochs: 4,
  maxSteps: null,
  batch: 2,
  length: 12,
  share: 0.5,
  initial: 0.5,
  earlyStop: { every: 2, patience: 3 },
  holdOut: 2,
};

/** Sequences of unequal length over a few tokens that follow one another: there is something to learn. */
export function tinyExamples(count: number, seed = 1): Example[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const start = Math.floor(random() * 8);
    const length = 5 + Math.floor(random() * 7);
    return { ids: Array.from({ length }, (_, i) => 10 * seed + ((start + 3 * i) % 8)), lossStart: start % 3 };
  });
}

/** A folder of its own for each call, removed after the test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    made.push(mkdtempSync(join(tmpdir(), 'stockpot-training-')));
    return made.at(-1) as string;
  };
}

/** Makes every look at the clock 40 s later than the last: one step an invocation, a checkpoint after each. */
export function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 40_000;
    return now;
  });
}

/** All numbers of an adapter, by module and part. */
export function numbersOf(adapter: Adapter): Record<string, number[]> {
  return Object.fromEntries(
    [...adapter].flatMap(([module, { a, b }]) => [
      [`${module}.a`, Array.from(a)],
      [`${module}.b`, Array.from(b)],
    ]),
  );
}
