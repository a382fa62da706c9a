import type { Example } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { shuffle } from '../study/index.ts';
import type { BlendRecipe } from './recipes.ts';

/**
 * From each data set: `holdOut` examples set aside, then as many to learn from as `share` of the smallest set is (LoRA Soups, §3.1).
 *
 * @throws AppError `study/empty` when nothing is left to learn from.
 */
export function drawExamples(
  sets: readonly (readonly Example[])[],
  { share, holdOut }: Pick<BlendRecipe, 'share' | 'holdOut'>,
  seed: number,
): { training: Example[]; held: Example[] } {
  const smallest = Math.min(...sets.map((set) => set.length));
  if (smallest <= holdOut)
    throw new AppError(
      'study/empty',
      `A data set has ${smallest} examples; ${holdOut} are to be held out, so none is left.`,
      { hint: 'Lower soup.holdOut.' },
    );
  const count = Math.max(1, Math.min(smallest - holdOut, Math.round(share * smallest)));
  const drawn = sets.map((set, i) => shuffle(seed, i, set.length).map((at) => set[at] as Example));
  return {
    held: drawn.flatMap((set) => set.slice(0, holdOut)),
    training: drawn.flatMap((set) => set.slice(holdOut, holdOut + count)),
  };
}
