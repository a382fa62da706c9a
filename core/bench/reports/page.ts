import { escaped } from '../escaped.ts';
import { intervalChart } from './interval-chart.ts';
import { type ResultTable, resultTables, scoreRows } from './result-tables.ts';
import { detailText, type ReportedAnswer, type ReportedSample, type RunReport, scorersOf } from './run-report.ts';
import { outcomeText, scoreTexts, seedText } from './sample-texts.ts';

/** A page of its own, without scripts or anything from elsewhere: to be read in a browser and printed to PDF. */
export function reportPage(report: RunReport): string {
  const { suite, model, bot, createdAt, settings, systems, samples } = report;
  const facts = { bot: bot ?? '(removed)', model, made: createdAt, run: report.run, ...settings };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(suite)}: ${systems.length} systems</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(suite)}</h1>
<dl>${Object.entries(facts)
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(String(value))}</dd>`)
    .join('')}</dl>
${numbersTable(scoreRows(report))}
${scoreCharts(report).join('\n')}
${resultTables(report).map(part).join('\n')}
<h2>How the systems were made</h2>
${htmlTable([['system', 'made'], ...systems.map(({ name, details }) => [name, detailText(details)].map(escaped))])}
<h2>Answers</h2>
${samples.map((sample) => sampleSection(sample, report)).join('\n')}
</body>
</html>
`;
}

function scoreCharts(report: RunReport): string[] {
  return scorersOf(report).flatMap((scorer) => {
    const rows = report.systems.flatMap(({ name, scores: { [scorer]: score } }) =>
      score === undefined || score.mean === null ? [] : [{ label: name, ...score }],
    );
    if (rows.length === 0) return [];
    return [`<figure>${intervalChart(rows, `${scorer}, mean and 95 % interval`)}</figure>`];
  });
}

function part({ title, rows, notes }: ResultTable): string {
  const shown = rows.length === 0 ? '' : numbersTable(rows);
  return `<h2>${escaped(title)}</h2>${shown}${notes.map((note) => `<p>${escaped(note)}</p>`).join('')}`;
}

function sampleSection(
  { index, question, reference, mark, answers, verdicts }: ReportedSample,
  report: RunReport,
): string {
  const rows = answers.map((answer) => [
    escaped(`${answer.system}${seedText(answer.seed, report)}`),
    escaped(answer.answer ?? 'no answer'),
    scoreLines(answer),
  ]);
  const compared = verdicts.map((verdict) => {
    const outcome = `${outcomeText(verdict)}${seedText(verdict.seed, report)}`;
    return `<li>${escaped(outcome)} <small>${escaped(verdict.explanation)}</small></li>`;
  });
  return [
    `<section><h3>${index + 1}. ${escaped(question)}</h3>`,
    `<p>Reference: ${escaped(reference)}</p>`,
    mark === null ? '' : `<p>Marked: ${escaped(mark)}</p>`,
    htmlTable([['system', 'answer', 'scores'], ...rows]),
    compared.length === 0 ? '' : `<p>How the judge compared them:</p><ul>${compared.join('')}</ul>`,
    '</section>',
  ].join('');
}

/** A line a score, with why it is so. */
function scoreLines(answer: ReportedAnswer): string {
  const lines = scoreTexts(answer).map(({ name, value, why }) => {
    const reason = why === '' ? '' : ` <small>${escaped(why)}</small>`;
    return `<div>${escaped(`${name} ${value}`)}${reason}</div>`;
  });
  return lines.join('');
}

/** Names and numbers, whose words stay whole. Many columns are set small, and very many upright, so that they fit on paper. */
function numbersTable(rows: ResultTable['rows']): string {
  const columns = rows[0]!.length;
  const kind = columns > 12 ? 'numbers wide upright' : columns > 8 ? 'numbers wide' : 'numbers';
  return htmlTable(
    rows.map((row) => row.map(escaped)),
    ` class="${kind}"`,
  );
}

/** Of cells that are HTML; the first row is the head. */
function htmlTable([head, ...rows]: readonly (readonly string[])[], attributes = ''): string {
  const titles = head!.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<table${attributes}><thead><tr>${titles}</tr></thead><tbody>${body}</tbody></table>`;
}

const STYLE = `
body { font: 14px/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; } dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
th, td:first-child { overflow-wrap: normal; white-space: nowrap; }
.numbers th { white-space: normal; } .numbers td { overflow-wrap: normal; }
.wide { font-size: 0.65rem; } .wide th, .wide td { padding: 0.2rem; } .upright th + th { writing-mode: vertical-rl; }
small { color: #555; }
figure { margin: 1rem 0; } figure, tr, li, p { break-inside: avoid; } h2, h3, h3 + p { break-after: avoid; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } }
`;
