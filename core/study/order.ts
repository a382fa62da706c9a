import { seededRandom } from '../engine/random.ts';

/**
 * The order in which an epoch takes its examples: a permutation of 0 … n − 1. A pure function of its arguments, so a resumed
 * run goes on where it was.
 */
export function shuffle(seed: number, epoch: number, n: number): number[] {
  const random = seededRandom(mix(seed) ^ mix(epoch + 0x9e3779b9));
  const order = Array.from({ length: n }, (_, i) => i);
  // Fisher–Yates: from the end, each place takes one of those left, each with the same chance.
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Spreads neighbouring numbers over all 32 bits (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
