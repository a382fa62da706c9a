import { escaped } from '../escaped.ts';
import { intervalChart } from './interval-chart.ts';
import { type ResultTable, resultTables, scoreRows } from './result-tables.ts';
import { detailText, type RunReport, scorersOf } from './run-report.ts';

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
${tableOf(scoreRows(report))}
${scoreCharts(report).join('\n')}
${resultTables(report).map(part).join('\n')}
<h2>How the systems were made</h2>
${tableOf([['system', 'made'], ...systems.map(({ name, details }) => [name, detailText(details)])])}
<h2>Answers</h2>
${samples.map(sampleSection).join('\n')}
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
  const shown = rows.length === 0 ? '' : tableOf(rows);
  return `<h2>${escaped(title)}</h2>${shown}${notes.map((note) => `<p>${escaped(note)}</p>`).join('')}`;
}

function sampleSection({ index, question, reference, answers }: RunReport['samples'][number]): string {
  const rows = answers.map(({ system, seed, answer, scores }) => [
    `${system}${seed === 0 ? '' : ` (seed ${seed})`}`,
    answer ?? 'no answer',
    Object.entries(scores)
      .map(([name, value]) => `${name} ${value === null ? '–' : value.toFixed(3)}`)
      .join(', '),
  ]);
  return `<section><h3>${index + 1}. ${escaped(question)}</h3><p>Reference: ${escaped(reference)}</p>${tableOf([['system', 'answer', 'scores'], ...rows])}</section>`;
}

/** The first row is the head. One of many columns is set small, so that it fits on a page of paper. */
function tableOf([head, ...rows]: readonly (readonly string[])[]): string {
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`);
  const wide = head!.length > 8 ? ' class="wide"' : '';
  return `<table${wide}><thead><tr>${head!.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

const STYLE = `
body { font: 14px/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; } dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
th, td:first-child { overflow-wrap: normal; white-space: nowrap; }
.wide { font-size: 0.7rem; table-layout: fixed; } .wide th, .wide td { padding: 0.2rem; white-space: normal; overflow-wrap: anywhere; }
figure { margin: 1rem 0; break-inside: avoid; } section, tr { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } }
`;
