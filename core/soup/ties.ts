import { mergeApart } from './arithmetic.ts';
import { densityOf, type MergeMethod } from './merge-method.ts';

/**
 * TIES (Yadav et al. 2023) on A and B apart, as PEFT's `ties`: of each matrix the share `density` of the largest values is
 * kept, each place's sign is elected, and the mean is taken over the skills that have it. Needs equal ranks.
 */
export const ties: MergeMethod = {
  name: 'ties',
  merge(skills, coefficients, options) {
    const density = densityOf(options);
    return mergeApart('ties', skills, coefficients, (parts, weights) =>
      electSigns(
        parts.map((part) => trim(part, density)),
        weights,
      ),
    );
  },
};

/** The ⌊density · n⌋ values of greatest magnitude, the others 0; of equal ones the first. */
export function trim(values: Float32Array, density: number): Float32Array {
  if (density >= 1) return values;
  const kept = Math.trunc(density * values.length);
  if (kept === 0) return new Float32Array(values.length);
  const least = values.map(Math.abs).sort()[values.length - kept]!;
  let equal = kept - values.reduce((count, value) => count + (Math.abs(value) > least ? 1 : 0), 0);
  return values.map((value) => {
    const size = Math.abs(value);
    if (size > least) return value;
    return size === least && equal-- > 0 ? value : 0;
  });
}

/**
 * At each place the sign of Σ Vᵢ (of the values as they are: their weights have no vote), then Σ wᵢ Vᵢ over the skills whose
 * value has that sign, by their number.
 */
export function electSigns(parts: readonly Float32Array[], weights: readonly number[]): Float32Array {
  return Float32Array.from(parts[0]!, (_, at) => {
    let total = 0;
    for (const part of parts) total = Math.fround(total + part[at]!);
    const sign = total >= 0 ? 1 : -1;
    let sum = 0;
    let agreeing = 0;
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]![at]!;
      if (Math.sign(value) !== sign) continue;
      sum += value * weights[i]!;
      agreeing += 1;
    }
    return agreeing === 0 ? 0 : sum / agreeing;
  });
}
