import { mergeApart, weightedSum } from './arithmetic.ts';
import type { MergeMethod } from './merge-method.ts';

/**
 * Linear merging, as PEFT does it: A = Σ ±√|cᵢ sᵢ| Aᵢ and B = Σ √|cᵢ sᵢ| Bᵢ. So ΔW has cross terms Bᵢ Aⱼ besides those of
 * CAT. Needs equal ranks.
 */
export const linear: MergeMethod = {
  name: 'linear',
  merge: (skills, coefficients) => mergeApart('linear', skills, coefficients, weightedSum),
};
