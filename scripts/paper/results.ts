import { type Interval, meanInterval, overSeeds, pairedDifference, questionMeans } from '../../core/bench/index.ts';
import { invariant } from '../../core/errors.ts';
import type { SeedRun } from './seed-runs.ts';

/** Scores of one system by one scorer, `[seed][question]`. */
export type Scores = readonly (readonly (number | null)[])[];

/** What a results page says besides its scores. */
export interface ResultsHead {
  readonly title: string;
  /** Lines of what it was made with: machine, model, recipe, time. */
  readonly facts: readonly string[];
}

/** The page: every system's scores, then one system's difference from each other, question by question. */
export function resultsPage(runs: readonly SeedRun[], { title, facts }: ResultsHead, ours: string): string {
  const systems = systemsOf(runs[0]!);
  for (const run of runs)
    invariant(
      systemsOf(run).join() === systems.join(),
      `Seed ${run.seed} has other systems: ${systemsOf(run).join(', ')}.`,
    );
  const scorers = Object.keys(runs[0]!.report.systems[0]?.scores ?? {});
  const head = ['system', ...scorers.flatMap((scorer) => [scorer, '95 % interval', 'by seed']), 'seconds a seed'];
  const rows = systems.map((system) => [
    system,
    ...scorers.flatMap((scorer) => {
      const { means, ...interval } = overSeeds(scoresOf(runs, system, scorer));
      return [...intervalCells(interval), means.map((mean) => number(mean, 3)).join(', ')];
    }),
    number(meanInterval(runs.map((run) => secondsOf(run, system))).mean, 0),
  ]);
  return [
    `# ${title}`,
    '',
    ...facts.map((fact) => `- ${fact}`),
    '',
    table([head, ...rows]),
    '',
    '![Log-likelihood of the reference by system, with 95 % intervals](results.svg)',
    '',
    ...scorers.flatMap((scorer) => [
      `## ${ours} minus each other system: ${scorer}`,
      '',
      differences(runs, ours, scorer),
      '',
    ]),
  ].join('\n');
}

/** Scores of a system, `[seed][question]`, in the order of the suite. */
export function scoresOf(runs: readonly SeedRun[], system: string, scorer: string): Scores {
  return runs.map(({ samples }) =>
    samples.map(({ answers }) => answers.find((answer) => answer.system === system)?.scores[scorer] ?? null),
  );
}

function differences(runs: readonly SeedRun[], ours: string, scorer: string): string {
  const others = systemsOf(runs[0]!).filter((name) => name !== ours);
  const mine = questionMeans(scoresOf(runs, ours, scorer));
  const rows = others.map((other) => {
    const found = pairedDifference(mine, questionMeans(scoresOf(runs, other, scorer)));
    const verdict =
      found.low !== null && found.low > 0 ? 'better' : found.high !== null && found.high < 0 ? 'worse' : '–';
    return [
      other,
      ...intervalCells(found),
      `${found.wins}/${found.losses}/${found.ties}`,
      found.p.toPrecision(2),
      verdict,
    ];
  });
  return table([['against', 'difference', '95 % interval', 'better/worse/same', 'sign test p', ''], ...rows]);
}

function systemsOf({ report }: SeedRun): string[] {
  return report.systems.map(({ name }) => name);
}

function secondsOf({ report }: SeedRun, system: string): number | null {
  return report.systems.find(({ name }) => name === system)?.seconds ?? null;
}

function intervalCells({ mean, low, high }: Interval): string[] {
  return [number(mean, 3), low === null || high === null ? '–' : `${number(low, 3)} to ${number(high, 3)}`];
}

function number(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  return [head, `|${rows[0]!.map(() => '---').join('|')}|`, ...body].join('\n');
}
