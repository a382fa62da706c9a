import { shuffle } from './order.ts';

/** Examples to learn from, and examples to check with. Both keep the order that they came in. */
export interface HeldOutSplit<T> {
  readonly train: T[];
  readonly heldOut: T[];
}

/**
 * Sets a share of the examples aside, chosen by the seed. With a share above 0 and at least two examples, each side has one
 * or more.
 * @param share between 0 and 1.
 */
export function splitHeldOut<T>(examples: readonly T[], share: number, seed: number): HeldOutSplit<T> {
  const n = examples.length;
  const wanted = Math.round(n * share);
  const count = share <= 0 || n < 2 ? 0 : Math.min(n - 1, Math.max(1, wanted));
  const aside = new Set(shuffle(seed, 0, n).slice(0, count));
  const train = examples.filter((_, i) => !aside.has(i));
  const heldOut = examples.filter((_, i) => aside.has(i));
  return { train, heldOut };
}
