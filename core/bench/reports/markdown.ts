import { type ResultTable, resultTables, scoreRows } from './result-tables.ts';
import { detailText, type RunReport } from './run-report.ts';

/** Scores and what else was found, how each system was made, and every answer, as Markdown. */
export function reportMarkdown(report: RunReport): string {
  const { suite, model, bot, createdAt, settings, systems, samples } = report;
  return [
    `# ${plain(suite)}: ${systems.length} systems`,
    '',
    `- Bot ${plain(bot ?? '(removed)')}, model ${plain(model)}, ${createdAt}`,
    ...Object.entries(settings).map(([name, value]) => `- ${name}: ${plain(String(value))}`),
    '',
    table(scoreRows(report)),
    '',
    ...resultTables(report).flatMap(part),
    '## How the systems were made',
    '',
    ...systems.map(({ name, details }) => `- **${name}** ${plain(detailText(details))}`.trimEnd()),
    '',
    '## Answers',
    ...samples.flatMap(({ index, question, reference, answers }) => [
      '',
      `### ${index + 1}. ${plain(question)}`,
      '',
      `Reference: ${plain(reference)}`,
      '',
      ...answers.map(({ system, seed, answer, scores }) => {
        const scored = Object.entries(scores).map(
          ([name, value]) => `${name} ${value === null ? '–' : value.toFixed(3)}`,
        );
        return `- **${system}** (seed ${seed}; ${scored.join(', ')}): ${plain(answer ?? 'no answer')}`;
      }),
    ]),
    '',
  ].join('\n');
}

function part({ title, rows, notes }: ResultTable): string[] {
  const shown = rows.length === 0 ? [] : [table(rows), ''];
  return [`## ${title}`, '', ...shown, ...notes.flatMap((note) => [plain(note), ''])];
}

/** Text of others as one line that is nothing but text. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!&~]/g, '\\$&').replace(/\s+/g, ' ');
}

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.map(plain).join(' | ')} |`);
  return [head, `|${rows[0]!.map(() => '---').join('|')}|`, ...body].join('\n');
}
