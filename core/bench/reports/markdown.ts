import { type ResultTable, resultTables, scoreRows } from './result-tables.ts';
import { detailText, type ReportedAnswer, type ReportedSample, type RunReport } from './run-report.ts';
import { outcomeText, scoreTexts, seedText } from './sample-texts.ts';

/** Scores and what else was found, how each system was made, and every answer, as Markdown. */
export function reportMarkdown(report: RunReport): string {
  const { suite, model, bot, createdAt, settings, systems, samples } = report;
  return [
    `# ${plain(suite)}: ${systems.length} systems`,
    '',
    `- Bot ${plain(bot ?? '(removed)')}, model ${plain(model)}, ${createdAt}`,
    ...Object.entries(settings).map(([name, value]) => `- ${plain(name)}: ${plain(String(value))}`),
    '',
    table(scoreRows(report)),
    '',
    ...resultTables(report).flatMap(part),
    '## How the systems were made',
    '',
    ...systems.map(({ name, details }) => `- **${plain(name)}** ${plain(detailText(details))}`.trimEnd()),
    '',
    '## Answers',
    ...samples.flatMap((sample) => sampleLines(sample, report)),
    '',
  ].join('\n');
}

function sampleLines(
  { index, question, reference, mark, answers, verdicts }: ReportedSample,
  report: RunReport,
): string[] {
  const compared = verdicts.map((verdict) => {
    const outcome = `${outcomeText(verdict)}${seedText(verdict.seed, report)}`;
    return `- ${plain(outcome)}: ${plain(verdict.explanation)}`;
  });
  return [
    '',
    `### ${index + 1}. ${plain(question)}`,
    '',
    `Reference: ${plain(reference)}`,
    '',
    ...(mark === null ? [] : [`Marked: ${plain(mark)}`.trimEnd(), '']),
    ...answers.flatMap(answerLines),
    ...(compared.length === 0 ? [] : ['', 'How the judge compared them:', '', ...compared]),
  ];
}

/** What was said, and under it why it scored so. */
function answerLines(answer: ReportedAnswer): string[] {
  const scored = scoreTexts(answer);
  const scores = scored.map(({ name, value }) => `${name} ${value}`).join(', ');
  const from = `seed ${answer.seed}${scores === '' ? '' : `; ${scores}`}`;
  const reasons = scored.filter(({ why }) => why !== '').map(({ name, why }) => `  - ${plain(name)}: ${plain(why)}`);
  return [`- **${plain(answer.system)}** (${plain(from)}): ${plain(answer.answer ?? 'no answer')}`, ...reasons];
}

function part({ title, rows, notes }: ResultTable): string[] {
  const shown = rows.length === 0 ? [] : [table(rows), ''];
  return [`## ${plain(title)}`, '', ...shown, ...notes.flatMap((note) => [plain(note), ''])];
}

/** Text of others as one line that is nothing but text. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!&~]/g, '\\$&').replace(/\s+/g, ' ');
}

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.map(plain).join(' | ')} |`);
  return [head, `|${rows[0]!.map(() => '---').join('|')}|`, ...body].join('\n');
}
