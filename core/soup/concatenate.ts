import type { Adapter, LoraModule } from '../engine/index.ts';
import type { Coefficients } from './coefficients.ts';
import { type MergeMethod, mergeModules, type Share } from './merge-method.ts';

/**
 * CAT, static or learned (paper §3.1): ΔW = Σ cᵢ sᵢ Bᵢ Aᵢ exactly, as one adapter whose module's rank is the sum of the
 * skills' ranks. cᵢ sᵢ is folded into Aᵢ, so the scaling is 1.
 *
 * @throws AppError `soup/incompatible`
 */
export function concatenate(skills: readonly Adapter[], coefficients: Coefficients): Adapter {
  return mergeModules(skills, coefficients, (_, shares) => stacked(shares));
}

export const cat: MergeMethod = { name: 'cat', merge: concatenate };

function stacked(shares: readonly Share[]): LoraModule {
  const rank = shares.reduce((sum, { lora }) => sum + lora.rank, 0);
  const first = shares[0]!.lora;
  const [inSize, outSize] = [first.a.length / first.rank, first.b.length / first.rank];
  const a = new Float32Array(rank * inSize);
  const b = new Float32Array(outSize * rank);
  let start = 0;
  for (const { lora, coefficient } of shares) {
    const factor = coefficient * lora.scaling;
    for (let i = 0; i < lora.a.length; i++) a[start * inSize + i] = lora.a[i]! * factor;
    for (let row = 0; row < outSize; row++) {
      b.set(lora.b.subarray(row * lora.rank, (row + 1) * lora.rank), row * rank + start);
    }
    start += lora.rank;
  }
  return { rank, a, b, scaling: 1 };
}
