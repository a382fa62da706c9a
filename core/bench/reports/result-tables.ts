import type { Interval } from '../metrics.ts';
import { type RunReport, scorersOf } from './run-report.ts';

/** A part of a report, for any format to draw: rows under a head, and sentences on them. Cells and sentences are raw text. */
export interface ResultTable {
  readonly title: string;
  /** The first is the head; empty where sentences say it all. */
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** Each system's scores: mean, interval, and of how many answers, where some have none. */
export function scoreRows(report: RunReport): ResultTable['rows'] {
  const scorers = scorersOf(report);
  return [
    ['system', 'questions', ...scorers, 'seconds'],
    ...report.systems.map(({ name, n, scores, scored = {}, seconds }) => [
      name,
      String(n),
      ...scorers.map((scorer) => scoreText(scores[scorer], scored[scorer])),
      seconds.toFixed(1),
    ]),
  ];
}

/** What a run has found beside its scores; nothing of what it could not. */
export function resultTables(report: RunReport): ResultTable[] {
  const all = [differenceTable, seedTable, pairTable, skillsTogether, agreementLine].map((find) => find(report));
  return all.filter((found) => found !== undefined);
}

/** Scorer by scorer. */
function differenceTable({ differences }: RunReport): ResultTable | undefined {
  if (differences === undefined) return undefined;
  const { against, list } = differences;
  const scorers = [...new Set(list.map(({ scorer }) => scorer))];
  const rows = scorers.flatMap((scorer) =>
    list
      .filter((each) => each.scorer === scorer)
      .map(({ system, n, wins, losses, ties, p, ...interval }) => [
        system,
        scorer,
        String(n),
        scoreText(interval),
        `${wins} / ${losses} / ${ties}`,
        p.toFixed(3),
      ]),
  );
  const head = ['system', 'scorer', 'questions', 'difference', 'better / worse / same', 'sign test p'];
  const note = 'Question by question, mean and 95 % interval; an interval that leaves out zero is a difference.';
  return { title: `Every other system minus ${against}`, rows: [head, ...rows], notes: [note] };
}

function seedTable({ seeds, systems }: RunReport): ResultTable | undefined {
  const rows = systems.flatMap(({ name, overSeeds = {} }) =>
    Object.entries(overSeeds).map(([scorer, { means, sd }]) => [name, scorer, ...means.map(number), number(sd)]),
  );
  if (rows.length === 0) return undefined;
  const head = ['system', 'scorer', ...seeds.map((seed) => `seed ${seed}`), 'sd'];
  return { title: 'Mean by seed', rows: [head, ...rows], notes: [] };
}

function pairTable({ pairs }: RunReport): ResultTable | undefined {
  if (pairs === undefined) return undefined;
  const { systems, shares, matches, unread } = pairs;
  const cell = (share: number | null, of: number) => (share === null ? '–' : `${percent(share, 0)} of ${of}`);
  const rows = systems.map((name, i) => [name, ...shares[i]!.map((share, j) => cell(share, matches[i]![j]!))]);
  const counted = "The row's share of the points against the column, of so many pairs: 1 for a win, half for a tie.";
  const left = `Pairs without an outcome: ${unread}.`;
  return {
    title: 'Who won against whom',
    rows: [['won by', ...systems], ...rows],
    notes: unread === 0 ? [counted] : [counted, left],
  };
}

/** The paper's Table 1 (LoRA Soups), as a list. */
function skillsTogether({ skills }: RunReport): ResultTable | undefined {
  if (skills === undefined) return undefined;
  const { systems, sumOfParts, superLinear, solvedByEither, solvedByBothAlone } = skills;
  const rows = cells.map(([cell, title]) => {
    const { mean, improvement } = skills[cell];
    return [title, systems[cell], percent(mean), improvement === null ? '–' : percent(improvement)];
  });
  const sum =
    superLinear === null
      ? `${systems.neither} solves none of them: there is no improvement to compare with.`
      : `Together they improve by ${superLinear ? 'more' : 'not more'} than the sum of the parts, ${percent(sumOfParts!)}.`;
  const solved = `A skill alone solves ${percent(solvedByEither)} of ${skills.n} questions; only both together solve ${percent(solvedByBothAlone)} more.`;
  return {
    title: 'Skills together',
    rows: [['skills', 'system', 'solved', 'over neither'], ...rows],
    notes: [sum, solved],
  };
}

const cells = [
  ['neither', 'neither'],
  ['first', 'first alone'],
  ['second', 'second alone'],
  ['both', 'both'],
] as const;

function agreementLine({ agreement }: RunReport): ResultTable | undefined {
  if (agreement === undefined) return undefined;
  const { n, same, kappa, quadraticKappa } = agreement;
  const share = same === null ? '–' : percent(same);
  const note = `Judge and person gave ${share} of ${n} answers the same grade: κ ${number(kappa)}, quadratic ${number(quadraticKappa)}.`;
  return { title: 'The judge beside a person', rows: [], notes: [note] };
}

/** A mean with its interval, in words; `not scored` where there is none. */
function scoreText(interval: Interval | undefined, scored?: { readonly n: number; readonly of: number }): string {
  const { mean, low, high } = interval ?? { mean: null, low: null, high: null };
  if (mean === null) return 'not scored';
  const range = low === null || high === null ? '' : ` (${number(low)} to ${number(high)})`;
  return `${number(mean)}${range}${scored === undefined ? '' : `, ${scored.n} of ${scored.of} scored`}`;
}

function number(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}
