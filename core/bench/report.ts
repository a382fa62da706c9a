import { type BootstrapOptions, pairedDifference } from './metrics.ts';
import { type BenchResult, questionScores, type Sample } from './run.ts';
import type { ScorerName } from './scorers/scorer.ts';
import type { SystemName } from './system.ts';

/** A result as `bench --json` prints it: the samples are in a file of their own. */
export function resultJson(result: BenchResult, samplesPath: string) {
  const { suite, model, systems } = result;
  return { suite, model, systems, samples: samplesPath };
}

/** The samples file: one JSON document a line, ending with a line feed. */
export function samplesJsonLines(samples: readonly Sample[]): string {
  return samples.map((sample) => `${JSON.stringify(sample)}\n`).join('');
}

/** A result as a plain table, one line a system: each score as its mean and 95 % interval. */
export function reportTable(result: BenchResult): string {
  const scorers = scorerNames(result);
  const rows = result.systems.map(({ name, n, scores, seconds }) => [
    name,
    String(n),
    ...scorers.map((scorer) => intervalText(scores[scorer])),
    seconds.toFixed(1),
  ]);
  return `${result.suite} on ${result.model}\n${table([['system', 'n', ...scorers, 'seconds'], ...rows])}`;
}

/** Every other system against one of them, question by question: difference, 95 % interval, wins and the sign test's p. */
export function comparisonTable(
  result: BenchResult,
  against: SystemName,
  scorer: ScorerName,
  bootstrap: BootstrapOptions = {},
): string {
  const n = result.systems.find((system) => system.name === against)?.n ?? 0;
  const scoresOf = (name: SystemName) => questionScores(result.samples, name, scorer, n);
  const rows = result.systems
    .filter((system) => system.name !== against)
    .map(({ name }) => {
      const found = pairedDifference(scoresOf(name), scoresOf(against), bootstrap);
      return [name, intervalText(found), `${found.wins}/${found.ties}/${found.losses}`, found.p.toPrecision(2)];
    });
  return table([[`${scorer} against ${against}`, 'difference', 'won/tied/lost', 'p'], ...rows]);
}

function scorerNames(result: BenchResult): ScorerName[] {
  return [...new Set(result.systems.flatMap((system) => Object.keys(system.scores) as ScorerName[]))];
}

function intervalText(interval: { mean: number | null; low: number | null; high: number | null } | undefined): string {
  if (interval === undefined || interval.mean === null || interval.low === null || interval.high === null) {
    return 'not scored';
  }
  return `${interval.mean.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
}

/** Columns two spaces apart; the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}
