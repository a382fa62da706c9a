import { type Adapter, seededRandom } from '../engine/index.ts';
import { mapMatrices, mergeApart, weightedSum } from './arithmetic.ts';
import { densityOf, type Keeps, type MergeMethod, type MergeOptions } from './merge-method.ts';
import { electSigns } from './ties.ts';

/**
 * DARE (Yu et al. 2024) on A and B apart, as PEFT's `dare_linear`: of each matrix values drawn by chance are kept, `density`
 * of them, and divided by it; then they are summed by their weights. Needs equal ranks.
 */
export const dare: MergeMethod = {
  name: 'dare',
  merge: (skills, coefficients, options) => mergeApart('dare', prune(skills, options), coefficients, weightedSum),
  prune,
};

/** As `dare`, but what is left is merged by TIES' elected signs: PEFT's `dare_ties`. */
export const dareTies: MergeMethod = {
  name: 'dare-ties',
  merge: (skills, coefficients, options) => mergeApart('dare-ties', prune(skills, options), coefficients, electSigns),
  prune,
};

function prune(skills: readonly Adapter[], options?: MergeOptions): Adapter[] {
  const density = densityOf(options);
  if (density >= 1) return [...skills];
  const keeps = options?.keeps ?? drawn(density, options?.seed ?? 0);
  return mapMatrices(skills, (values, matrix) => {
    const isKept = keeps(matrix);
    const out = new Float32Array(values.length);
    for (let at = 0; at < out.length; at++) if (isKept(at)) out[at] = values[at]! / density;
    return out;
  });
}

/** Each matrix draws by itself, so that what is kept of one does not hang on how many there are. */
function drawn(density: number, seed: number): Keeps {
  return ({ module, side, skill }) => {
    const random = seededRandom(hash(`${seed} ${skill} ${side} ${module}`));
    return () => random() < density;
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}
