import { invariant } from '../errors.ts';

/** The value that stands most often in a list; of several, the one that came first. */
export function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  invariant(first !== undefined, 'a list without values has no most common one');
  return first[0];
}
