import { describe, expect, test } from 'vitest';
import { skillTable } from '../../core/bench/index.ts';

/** Scores of which so many of a hundred are 1. */
const solving = (count: number, from = 0) =>
  Array.from({ length: 100 }, (_, i) => (i >= from && i < from + count ? 1 : 0));

describe("the paper's table of two skills", () => {
  // 5 % without, 15 % and 8 % with one, 21 % with both: +200 % and +60 % against +320 %.
  const table = skillTable({ neither: solving(5), first: solving(15), second: solving(8, 12), both: solving(21, 10) });

  test('gives each share and how much better it is than neither', () => {
    expect(table.n).toBe(100);
    expect(table.neither).toEqual({ mean: 0.05, improvement: 0 });
    expect(table.first.mean).toBeCloseTo(0.15, 12);
    expect(table.first.improvement).toBeCloseTo(2, 12);
    expect(table.second.improvement).toBeCloseTo(0.6, 12);
    expect(table.both.improvement).toBeCloseTo(3.2, 12);
  });

  test('sets both against the sum of the parts', () => {
    expect(table.sumOfParts).toBeCloseTo(2.6, 12);
    expect(table.superLinear).toBe(true);
    const less = skillTable({ neither: solving(5), first: solving(15), second: solving(8), both: solving(16) });
    expect(less.superLinear).toBe(false);
  });

  test('says what only both together solve', () => {
    // Either: 0 to 19; both: 10 to 30.
    expect(table.solvedByEither).toBeCloseTo(0.2, 12);
    expect(table.solvedByBothAlone).toBeCloseTo(0.11, 12);
  });

  test('says nothing of improvement where the model alone solves none', () => {
    const none = skillTable({ neither: solving(0), first: solving(1), second: solving(0), both: solving(3) });
    expect(none).toMatchObject({ sumOfParts: null, superLinear: null, both: { mean: 0.03, improvement: null } });
  });

  test('leaves out questions that one of the four has no score for', () => {
    const { n, neither } = skillTable({
      neither: [1, 0, 1],
      first: [null, 1, 1],
      second: [0, 1, 1],
      both: [1, 1, null],
    });
    expect(n).toBe(1);
    expect(neither.mean).toBe(0);
  });
});
