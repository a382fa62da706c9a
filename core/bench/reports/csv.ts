import type { RunReport } from './run-report.ts';

/**
 * Every answer as a line of CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets ask for): a column for each scorer
 * of single answers, and the person's rating last. Text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function reportCsv({ samples }: Pick<RunReport, 'samples'>): string {
  const answered = samples.flatMap(({ answers }) => answers);
  const scorers = [...new Set(answered.flatMap(({ scores }) => Object.keys(scores)))].filter(
    (name) => name !== 'rating',
  );
  const head = ['question', 'system', 'seed', 'text', 'reference', 'answer', ...scorers, 'rating'];
  const rows = samples.flatMap(({ index, question, reference, answers }) =>
    answers.map(({ system, seed, answer, scores, rating }) => [
      index + 1,
      system,
      seed,
      question,
      reference,
      answer ?? '',
      ...scorers.map((scorer) => scores[scorer] ?? ''),
      rating ?? '',
    ]),
  );
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
