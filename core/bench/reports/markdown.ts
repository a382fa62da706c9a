import { detailText, type RunReport, scorersOf, scoreText } from './run-report.ts';

/** Scores, how each system was made, and every answer, as Markdown. */
export function reportMarkdown(report: RunReport): string {
  const scorers = scorersOf(report);
  const { suite, model, bot, createdAt, settings, systems, samples } = report;
  return [
    `# ${plain(suite)}: ${systems.length} systems`,
    '',
    `- Bot ${plain(bot ?? '(removed)')}, model ${plain(model)}, ${createdAt}`,
    ...Object.entries(settings).map(([name, value]) => `- ${name}: ${plain(String(value))}`),
    '',
    table([
      ['system', 'questions', ...scorers, 'seconds'],
      ...systems.map(({ name, n, scores, seconds }) => [
        name,
        String(n),
        ...scorers.map((scorer) => scoreText(scores[scorer])),
        seconds.toFixed(1),
      ]),
    ]),
    '',
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

/** Text of others as one line that is nothing but text. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!&~]/g, '\\$&').replace(/\s+/g, ' ');
}

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  return [head, `|${rows[0]!.map(() => '---').join('|')}|`, ...body].join('\n');
}
