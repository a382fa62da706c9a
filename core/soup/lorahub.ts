import { mergeApart, weightedSum } from './arithmetic.ts';
import type { MergeMethod } from './merge-method.ts';

/**
 * LoRA Hub's merge (Huang et al. 2023): A = Σ wᵢ √sᵢ Aᵢ and B = Σ wᵢ √sᵢ Bᵢ, so that ΔW = Σᵢⱼ wᵢ wⱼ √(sᵢ sⱼ) Bᵢ Aⱼ: a weight acts on
 * both sides, and its sign is lost on the skill's own term. Needs equal ranks.
 */
export const lorahub: MergeMethod = {
  name: 'lorahub',
  merge: (skills, coefficients) =>
    mergeApart('lorahub', skills, coefficients, weightedSum, (coefficient, scaling) => {
      const root = Math.sqrt(Math.abs(scaling));
      return { a: coefficient * root * Math.sign(scaling), b: coefficient * root };
    }),
};
