import { invariant } from '../errors.ts';

/** One cell of the paper's Table 1. */
export interface SkillCell {
  /** Share of the questions solved, 0 to 1. */
  readonly mean: number;
  /** (mean − neither) / neither; null where neither solves any. */
  readonly improvement: number | null;
}

/** What two skills give together and each alone (LoRA Soups, Table 1). */
export interface SkillTable {
  /** Questions that all four were scored on. */
  readonly n: number;
  readonly neither: SkillCell;
  readonly first: SkillCell;
  readonly second: SkillCell;
  readonly both: SkillCell;
  /** The improvements of the two skills alone, added up. */
  readonly sumOfParts: number | null;
  /** Whether both together improve by more than the sum of the parts; null where nothing can be said. */
  readonly superLinear: boolean | null;
  /** Share of the questions that at least one skill alone solves, and that only both together solve. */
  readonly solvedByEither: number;
  readonly solvedByBothAlone: number;
}

/** One score for each question, in the same order: null where there is none. */
type Scores = readonly (number | null)[];

/**
 * Sets what two skills solve together against what each solves alone and the model without them. Scores are 0 to 1, the
 * mean over seeds; a question counts as solved from a half on. Questions that one of the four has no score for are left out.
 */
export function skillTable(scores: {
  readonly neither: Scores;
  readonly first: Scores;
  readonly second: Scores;
  readonly both: Scores;
}): SkillTable {
  const { length } = scores.neither;
  invariant(
    Object.values(scores).every((list) => list.length === length),
    'the four have the same questions',
  );
  const scored = Array.from({ length }, (_, i) => i).filter((i) =>
    Object.values(scores).every((list) => list[i] !== null),
  );
  const of = (list: Scores) => scored.map((i) => list[i]!);
  const share = (holds: (place: number) => boolean) => mean(scored.map((_, place) => (holds(place) ? 1 : 0)));
  const [neither, first, second, both] = [scores.neither, scores.first, scores.second, scores.both].map(of) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const base = mean(neither);
  const cell = (list: readonly number[]): SkillCell => {
    const value = mean(list);
    return { mean: value, improvement: base > 0 ? (value - base) / base : null };
  };
  const cells = { neither: cell(neither), first: cell(first), second: cell(second), both: cell(both) };
  const sumOfParts =
    cells.first.improvement === null || cells.second.improvement === null
      ? null
      : cells.first.improvement + cells.second.improvement;
  const byEither = (i: number) => first[i]! >= SOLVED || second[i]! >= SOLVED;
  return {
    n: scored.length,
    ...cells,
    sumOfParts,
    superLinear: sumOfParts === null || cells.both.improvement === null ? null : cells.both.improvement > sumOfParts,
    solvedByEither: share(byEither),
    solvedByBothAlone: share((i) => both[i]! >= SOLVED && !byEither(i)),
  };
}

const SOLVED = 0.5;

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
