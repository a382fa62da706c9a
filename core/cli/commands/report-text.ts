import type { BenchReport, RunComparison, RunDifferences } from '../../service/index.ts';
import { durationText, scoreText, table } from '../table.ts';
import { skillLines } from './skill-lines.ts';

/** The table of systems that a person reads. */
export function reportText(report: BenchReport): string {
  const scorers = [...new Set(report.systems.flatMap((system) => Object.keys(system.scores)))];
  const rows = report.systems.map((system) => [
    system.name,
    String(system.n),
    ...scorers.flatMap((name) => {
      const score = system.scores[name];
      return [scoreText(score?.mean), `${scoreText(score?.low)} to ${scoreText(score?.high)}`];
    }),
    durationText(system.seconds),
  ]);
  const head = ['system', 'n', ...scorers.flatMap((name) => [name, '95 % interval']), 'time'];
  return [
    `Suite ${report.suite}, model ${report.model}, run ${report.run}`,
    '',
    table([head, ...rows]),
    ...partLines(report),
    ...seedLines(report),
    ...pairLines(report),
    ...skillLines(report),
    '',
    report.unfinished === undefined ? `Every answer: ${report.samples}` : NOT_WHOLE[report.unfinished],
  ].join('\n');
}

const NOT_WHOLE = {
  queued: 'This run waits for its turn: these are the answers it has so far.',
  running: 'This run goes on: these are the answers it has so far.',
  paused: 'This run is paused: these are the answers it has so far.',
  failed: 'This run failed: these are the answers it had by then.',
  cancelled: 'This run was stopped: these are the answers it had by then.',
} as const;

/** A mean over some of the answers alone says so. */
function partLines({ systems }: BenchReport): string[] {
  const lines = systems.flatMap(({ name, scored = {} }) =>
    Object.entries(scored).map(([scorer, { n, of }]) => `${name}: ${scorer} scored ${n} of ${of} answers`),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Mean and standard deviation over several seeds. */
function seedLines({ systems }: BenchReport): string[] {
  const rows = systems.flatMap(({ name, overSeeds = {} }) =>
    Object.entries(overSeeds).map(([scorer, { means, sd }]) => [name, scorer, scoreText(sd), ...means.map(scoreText)]),
  );
  if (rows.length === 0) return [];
  const seeds = rows[0]!.slice(3).map((_, i) => `seed ${i + 1}`);
  return ['', table([['system', 'scorer', 'sd over seeds', ...seeds], ...rows])];
}

/** Row against column: the share of points that the judge gave the row. */
function pairLines({ pairs }: BenchReport): string[] {
  if (pairs === undefined) return [];
  const rows = pairs.systems.map((name, i) => [name, ...pairs.shares[i]!.map(scoreText)]);
  const unread = pairs.unread === 0 ? [] : [`Pairs without an outcome: ${pairs.unread}`];
  return ['', table([['won by', ...pairs.systems], ...rows]), ...unread];
}

/** How systems differ, question by question. */
export function differencesText(title: string, { differences }: RunComparison | RunDifferences): string {
  const rows = differences.map((d) => [
    d.system,
    d.scorer,
    String(d.n),
    scoreText(d.mean),
    `${scoreText(d.low)} to ${scoreText(d.high)}`,
    `${d.wins}/${d.losses}/${d.ties}`,
    d.p.toFixed(3),
  ]);
  const head = ['system', 'scorer', 'n', 'difference', '95 % interval', 'better/worse/same', 'p'];
  return [title, '', table([head, ...rows])].join('\n');
}
