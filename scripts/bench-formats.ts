// `npm run bench:formats`: skills for single prompt formats, blended and mixed, tested on formats that none of them was trained
// on (LoRA Soups, §5.4, Figure 10). Everything lies in .stockpot/formats of the checkout; a second run goes on where the first
// ended. Writes docs/formats.md and docs/formats.svg, or the files beside `--out`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { formatChart, formatTables, formatText, letterFormats, letterParts } from '../core/bench/index.ts';
import { humanProgress } from '../core/cli/progress.ts';
import { durationText } from '../core/cli/table.ts';
import { AppError } from '../core/errors.ts';
import { openService } from '../core/service/index.ts';
import { type Call, defaultPlan, type FormatsPlan, runFormats } from './formats-experiment.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    model: { type: 'string' },
    /** `1-4,1-2,2-4` */
    pairs: { type: 'string' },
    /** `3,7,8,10` */
    tests: { type: 'string' },
    examples: { type: 'string' },
    questions: { type: 'string' },
    systems: { type: 'string' },
    out: { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const home = values.home ?? join(root, '.stockpot', 'formats');
const out = values.out ?? join(root, 'docs', 'formats.md');
process.env.STOCKPOT_MODELS ??= join(homedir(), '.cache', 'stockpot', 'models');
const plan = planOf();
if (values.fresh) rmSync(home, { recursive: true, force: true });
keepPlan();

const started = performance.now();
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const view = humanProgress(process.stderr);
const service = await openService({ home });
try {
  const call: Call = (method, input) =>
    service.call(method, input, { signal: interruption.signal, onEvent: (event) => view.show(event) });
  const say = (text: string) => {
    view.clear();
    console.error(`\n— ${text}`);
  };
  const scores = await runFormats(call, plan, { home, say });
  const chart = out.replace(/\.md$/, '.svg');
  writeFileSync(chart, formatChart(scores, 'Right answers by prompt format'));
  const model = (await service.call('skill.list', {}))[0]!.model;
  writeFileSync(out, report(formatTables(scores), model, basename(chart)));
  view.clear();
  console.log(`${formatTables(scores)}\nWrote ${out} and ${chart}`);
} catch (error) {
  if (!(error instanceof AppError) || error.code === 'internal/defect') throw error;
  view.clear();
  console.error(
    interruption.signal.aborted
      ? 'Stopped. The same command goes on from here.'
      : `${error.message} ${error.hint ?? ''}`,
  );
  process.exitCode = interruption.signal.aborted ? 130 : 2;
} finally {
  await service.close();
}

function report(tables: string, model: string, chart: string): string {
  const used = [...new Set([...plan.pairs.flat(), ...plan.tests])].sort((a, b) => a - b);
  const formats = used.map((number) => {
    const format = letterFormats.find((one) => one.number === number)!;
    const shown = formatText(format, letterParts({ sentence: '', letter: '' }));
    return `| ${number} | \`${shown.replaceAll('|', '\\|')}\` |`;
  });
  return [
    '# Robustness to prompt formats',
    '',
    'Written by `npm run bench:formats` (LoRA Soups, §5.4 and Figure 10): how many words of a sentence have a letter, asked in',
    'formats that no skill was trained on. The share of right answers, with its 95 % bootstrap interval over the questions.',
    '',
    `![Right answers by system and format](${chart})`,
    '',
    tables,
    '## How',
    '',
    `- Base model ${model}; ${plan.examples} examples of each format to train on, ${plan.questions} questions of each format to test on, ${plan.shots} worked example in the format tested.`,
    `- Recipe \`${plan.recipe}\` with ${Object.entries(plan.set)
      .map(([key, value]) => `\`${key}=${JSON.stringify(value)}\``)
      .join(', ')}.`,
    `- ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads; ${durationText((performance.now() - started) / 1000)} in the last of its sittings.`,
    '',
    '| format | fields (⏎ line break, ⇥ tab) |',
    '| ---: | --- |',
    ...formats,
    '',
  ].join('\n');
}

function planOf(): FormatsPlan {
  const { model, pairs, tests, examples, questions, systems } = values;
  const numbers = (text: string, separator: string) => text.split(separator).map(Number);
  return {
    ...defaultPlan,
    ...(model === undefined ? {} : { model }),
    ...(pairs === undefined ? {} : { pairs: pairs.split(',').map((pair) => numbers(pair, '-') as [number, number]) }),
    ...(tests === undefined ? {} : { tests: numbers(tests, ',') }),
    ...(examples === undefined ? {} : { examples: Number(examples) }),
    ...(questions === undefined ? {} : { questions: Number(questions) }),
    ...(systems === undefined ? {} : { systems: systems.split(',') }),
  };
}

/** A home holds one experiment: what was made with other numbers would be taken for these. */
function keepPlan(): void {
  const path = join(home, 'formats-plan.json');
  mkdirSync(home, { recursive: true });
  const now = JSON.parse(JSON.stringify(plan)) as unknown;
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  else if (!isDeepStrictEqual(JSON.parse(readFileSync(path, 'utf8')), now)) {
    console.error(`${home} holds an experiment with other numbers. Add --fresh, or another --home.`);
    process.exit(2);
  }
}
