import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exact, f1, rougeL } from '../../../core/bench/index.ts';
import { inputOf } from './input.ts';

interface Stored<Pair> {
  /** The script and the versions of the packages that gave the scores. */
  readonly made: string;
  readonly pairs: readonly (Pair & { readonly answer: string; readonly reference: string })[];
}

function stored<Pair>(name: string): Stored<Pair>['pairs'] {
  const path = new URL(`../../fixtures/bench/${name}`, import.meta.url);
  const { made, pairs } = JSON.parse(readFileSync(path, 'utf8')) as Stored<Pair>;
  expect(made).toMatch(/^make\.py; .*\d\.\d/);
  expect(pairs.length).toBeGreaterThanOrEqual(200);
  return pairs;
}

test('f1 and exact match agree with SQuAD’s published scripts on more than 200 pairs', () => {
  for (const pair of stored<{ f1: number; exact: number; f1v1: number; exactV1: number }>('squad-pairs.json')) {
    const found = f1.score(inputOf(pair.answer, pair.reference));
    const same = exact.score(inputOf(pair.answer, pair.reference)).score;
    expect(found.score, JSON.stringify(pair)).toBeCloseTo(pair.f1, 12);
    expect(same, JSON.stringify(pair)).toBe(pair.exact);
    // The two versions of the script differ where neither side has a word, and nowhere else.
    expect(same).toBe(pair.exactV1);
    if (pair.f1v1 !== pair.f1) expect([found.answerUsed, pair.f1v1, pair.f1, same]).toEqual(['', 0, 1, 1]);
  }
});

test('ROUGE-L agrees with the package rouge-score on more than 200 pairs', () => {
  for (const pair of stored<{ rougeL: number }>('rouge-pairs.json')) {
    expect(rougeL.score(inputOf(pair.answer, pair.reference)).score, JSON.stringify(pair)).toBeCloseTo(pair.rougeL, 12);
  }
});
