import { describe, expect, test } from 'vitest';
import type { RecipeJson } from '../../../../core/service/contract.ts';
import { presets } from '../../../../core/service/presets.ts';
import { recipeSchema } from '../../../../core/service/recipe-schema.ts';
import { madeSmaller, smallerSetting, wantOf } from '../../../../renderer/features/build/smaller-setting.ts';
import { valueAt, withValue } from '../../../../renderer/state/recipe-fields.ts';

const quick = presets.quick as unknown as RecipeJson;

/** Batch, batches a step, batch of the blend, rank and alpha of each setting, from the first to the smallest. */
function steps(recipe: RecipeJson, want: 'memory' | 'disk') {
  const seen = [];
  for (let next: RecipeJson | null = recipe; next !== null; next = smallerSetting(next, want)) {
    expect(recipeSchema.safeParse(next).success).toBe(true);
    const { training, soup } = next as unknown as typeof presets.quick;
    seen.push([training.batch, training.accumulation, soup.batch, training.rank, training.alpha]);
  }
  return seen;
}

describe('a smaller setting', () => {
  test('for memory sees as many pieces a step, until there is one at a time; then its rank is lower', () => {
    expect(steps(quick, 'memory')).toEqual([
      [4, 1, 4, 32, 64],
      [2, 2, 2, 32, 64],
      [1, 4, 1, 32, 64],
      [1, 4, 1, 16, 32],
      [1, 4, 1, 8, 16],
      [1, 4, 1, 4, 8],
    ]);
  });

  test('for the disk has a lower rank and counts as much', () => {
    expect(steps(quick, 'disk').map(([, , , rank, alpha]) => [rank, alpha])).toEqual([
      [32, 64],
      [16, 32],
      [8, 16],
      [4, 8],
    ]);
  });

  test('helps where memory or room was wanting, and nowhere else', () => {
    expect(wantOf('device/out-of-memory')).toBe('memory');
    expect(wantOf('jobs/worker-died')).toBe('memory');
    expect(wantOf('store/disk-full')).toBe('disk');
    expect(wantOf('store/disk-failed')).toBeNull();
    expect(wantOf(undefined)).toBeNull();
  });

  test('is told by the numbers that it changed, and by no others', () => {
    const smaller = smallerSetting(quick, 'memory')!;
    expect(madeSmaller(quick, withValue(smaller, 'training.epochs', 9))).toEqual([
      { path: 'training.batch', from: 4, to: 2 },
      { path: 'training.accumulation', from: 1, to: 2 },
      { path: 'soup.batch', from: 4, to: 2 },
    ]);
    expect(madeSmaller(quick, quick)).toEqual([]);
    expect(valueAt(quick, 'training.batch'), 'the preset is as it was').toBe(4);
  });
});
