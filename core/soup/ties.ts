import type { Adapter } from '../engine/index.ts';
import { mapMatrices, mergeApart } from './arithmetic.ts';
import { densityOf, type MergeMethod, type MergeOptions } from './merge-method.ts';

/**
 * TIES (Yadav et al. 2023) on A and B apart, as PEFT's `ties`: of each matrix the share `density` of the largest values is
 * kept, each place's sign is elected, and the mean is taken over the skills that have it. Needs equal ranks.
 */
export const ties: MergeMethod = {
  name: 'ties',
  merge: (skills, coefficients, options) => mergeApart('ties', prune(skills, options), coefficients, electSigns),
  prune,
};

function prune(skills: readonly Adapter[], options?: MergeOptions): Adapter[] {
  const density = densityOf(options);
  return mapMatrices(skills, (values) => trim(values, density));
}

/** The ⌊density · n⌋ values of greatest magnitude, the others 0; of equal ones the first. */
export function trim(values: Float32Array, density: number): Float32Array {
  if (density >= 1) return values;
  const kept = Math.trunc(density * values.length);
  if (kept === 0) return new Float32Array(values.length);
  const { least, equal } = leastKept(values, kept);
  const out = new Float32Array(values.length);
  let left = equal;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > least || (size === least && left-- > 0)) out[i] = values[i]!;
  }
  return out;
}

/**
 * The least of the `count` greatest magnitudes, and how many of that size are among them. The bits of a float but its sign are in the
 * order of its magnitude, so it is found digit by digit, in three passes, without sorting.
 */
function leastKept(values: Float32Array, count: number): { least: number; equal: number } {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let prefix = 0;
  let equal = count;
  for (const { shift, width } of digits) {
    const counts = new Uint32Array(1 << width);
    for (let i = 0; i < bits.length; i++) {
      const magnitude = bits[i]! & 0x7fffffff;
      if (magnitude >>> (shift + width) === prefix) counts[(magnitude >>> shift) & (counts.length - 1)]! += 1;
    }
    let digit = counts.length - 1;
    while (counts[digit]! < equal) equal -= counts[digit--]!;
    prefix = (prefix << width) | digit;
  }
  return { least: new Float32Array(Uint32Array.of(prefix).buffer)[0]!, equal };
}

/** 31 bits, the most significant first. */
const digits = [
  { shift: 20, width: 11 },
  { shift: 10, width: 10 },
  { shift: 0, width: 10 },
] as const;

/**
 * At each place the sign of Σ Vᵢ (of the values as they are: their weights have no vote), then Σ wᵢ Vᵢ over the skills whose
 * value has that sign, by their number.
 */
export function electSigns(parts: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const out = new Float32Array(parts[0]!.length);
  for (let at = 0; at < out.length; at++) {
    let total = 0;
    for (let i = 0; i < parts.length; i++) total = Math.fround(total + parts[i]![at]!);
    const isPositive = total >= 0;
    let sum = 0;
    let agreeing = 0;
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]![at]!;
      if (isPositive ? !(value > 0) : !(value < 0)) continue;
      sum += value * weights[i]!;
      agreeing += 1;
    }
    if (agreeing > 0) out[at] = sum / agreeing;
  }
  return out;
}
