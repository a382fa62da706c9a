import type { LoraModule } from '../engine/index.ts';
import { incompatible, type MergeMethod, mergeModules, type Share } from './merge-method.ts';

/**
 * Linear merging, as PEFT does it: A = Σ ±√|cᵢ sᵢ| Aᵢ and B = Σ √|cᵢ sᵢ| Bᵢ, the sign of cᵢ sᵢ on A. So ΔW has cross terms
 * Bᵢ Aⱼ besides those of CAT. Needs equal ranks.
 */
export const linear: MergeMethod = {
  name: 'linear',
  merge: (skills, coefficients) => mergeModules(skills, coefficients, summed),
};

function summed(module: string, shares: readonly Share[]): LoraModule {
  const { rank, a, b } = shares[0]!.lora;
  const other = shares.find(({ lora }) => lora.rank !== rank);
  if (other !== undefined) {
    throw incompatible(
      `linear merging needs equal ranks, and ${module} has rank ${rank} in skill ${shares[0]!.skill + 1} and ${other.lora.rank} in skill ${other.skill + 1}; "cat" takes any`,
    );
  }
  const sums = { a: new Float64Array(a.length), b: new Float64Array(b.length) };
  for (const { lora, coefficient } of shares) {
    const weight = coefficient * lora.scaling;
    const root = Math.sqrt(Math.abs(weight));
    for (let i = 0; i < a.length; i++) sums.a[i]! += lora.a[i]! * root * Math.sign(weight);
    for (let i = 0; i < b.length; i++) sums.b[i]! += lora.b[i]! * root;
  }
  return { rank, a: Float32Array.from(sums.a), b: Float32Array.from(sums.b), scaling: 1 };
}
