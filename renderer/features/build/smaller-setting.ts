import type { Json, RecipeJson } from '../../api.ts';
import { type FieldPath, valueAt, withValue } from '../../state/recipe-fields.ts';

/** What there was too little of. */
export type Want = 'memory' | 'disk';

/** What a failure or a problem of this code wants; null where a smaller setting helps nothing. */
export function wantOf(code: string | undefined): Want | null {
  if (code === 'device/out-of-memory' || code === 'jobs/worker-died') return 'memory';
  return code === 'store/disk-full' ? 'disk' : null;
}

/**
 * The setting that takes less. For memory, half the windows at a time, twice as often: the same training. For the disk, and
 * where there is one window at a time already, a skill of half the rank. Null when nothing can be smaller.
 */
export function smallerSetting(recipe: RecipeJson, want: Want): RecipeJson | null {
  return (want === 'memory' ? halfBatch(recipe) : null) ?? halfRank(recipe);
}

/** The numbers that a smaller setting changes, where they are not what they were. */
export function madeSmaller(before: RecipeJson, recipe: RecipeJson): readonly SmallerNumber[] {
  return smallerPaths
    .map((path) => ({ path, from: valueAt(before, path), to: valueAt(recipe, path) }))
    .filter(({ from, to }) => from !== to);
}

export interface SmallerNumber {
  readonly path: (typeof smallerPaths)[number];
  readonly from: Json;
  readonly to: Json;
}

const smallerPaths = [
  'training.batch',
  'training.accumulation',
  'soup.batch',
  'training.rank',
  'training.alpha',
] as const satisfies readonly FieldPath[];

function halfBatch(recipe: RecipeJson): RecipeJson | null {
  const batch = numberAt(recipe, 'training.batch');
  const blended = numberAt(recipe, 'soup.batch');
  if (batch <= 1 && blended <= 1) return null;
  const half = Math.max(1, Math.floor(batch / 2));
  const accumulation = Math.max(1, Math.round((numberAt(recipe, 'training.accumulation') * batch) / half));
  const trained = withValue(withValue(recipe, 'training.batch', half), 'training.accumulation', accumulation);
  return withValue(trained, 'soup.batch', Math.max(1, Math.floor(blended / 2)));
}

/** α goes with the rank, since a skill counts α ⁄ rank. */
function halfRank(recipe: RecipeJson): RecipeJson | null {
  const rank = numberAt(recipe, 'training.rank');
  const half = Math.floor(rank / 2);
  if (half < LEAST_RANK) return null;
  const alpha = (numberAt(recipe, 'training.alpha') * half) / rank;
  return withValue(withValue(recipe, 'training.rank', half), 'training.alpha', alpha);
}

function numberAt(recipe: RecipeJson, path: FieldPath): number {
  return Number(valueAt(recipe, path));
}

/** Below it a skill learns next to nothing. */
const LEAST_RANK = 4;
