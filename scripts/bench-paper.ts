// `npm run bench:paper`: the paper's comparison (LoRA Soups, §5.2) on the game manual with its fifty questions: for each seed a bot
// is trained, every system is made of its skills, and all are asked the same questions. Writes docs/results.md and its chart.
// What is done is kept in .stockpot/bench-paper of the checkout: a run that was broken off goes on.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { intervalChart, overSeeds } from '../core/bench/index.ts';
import { humanProgress } from '../core/cli/progress.ts';
import { durationText } from '../core/cli/table.ts';
import { openService, parseChange, presets } from '../core/service/index.ts';
import { resultsPage, scoresOf } from './paper/results.ts';
import { type SeedRun, seedRun } from './paper/seed-runs.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    model: { type: 'string' },
    recipe: { type: 'string', default: 'quick' },
    /** One number of the recipe changed: KEY=VALUE, as often as wanted. */
    set: { type: 'string', multiple: true, default: [] },
    systems: { type: 'string', default: 'all' },
    scorers: { type: 'string', default: 'likelihood,f1' },
    judge: { type: 'string' },
    shots: { type: 'string' },
    temperature: { type: 'string' },
    'top-p': { type: 'string' },
    'max-new-tokens': { type: 'string' },
    home: { type: 'string' },
    out: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const home = values.home ?? join(root, '.stockpot', 'bench-paper');
const out = values.out ?? join(root, 'docs');
process.env.STOCKPOT_MODELS ??= join(homedir(), '.cache', 'stockpot', 'models');
mkdirSync(home, { recursive: true });

const set = Object.fromEntries(values.set.map(parseChange));
const { judge } = values;
const settings = given({
  shots: values.shots,
  temperature: values.temperature,
  topP: values['top-p'],
  maxNewTokens: values['max-new-tokens'],
});
const seeds = Number(values.seeds);
if (!Number.isInteger(seeds) || seeds < 1) {
  console.error(`--seeds is a whole number of 1 or more, not ${values.seeds}.`);
  process.exit(2);
}
const started = performance.now();
/** A sitting that took less read what was done before. */
const A_MINUTE = 60;
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const view = humanProgress(process.stderr);
beginOrGoOn();
const service = await openService({ home });
try {
  const options = { onEvent: view.show, signal: interruption.signal };
  const path = join(root, 'resources', 'suites', 'game-manual.txt');
  const manual = await service.call('manual.import', { path }, options);
  const order = {
    manual: manual.id,
    suite: 'game-manual',
    recipe: values.recipe,
    set,
    systems: values.systems,
    scorers: values.scorers,
    ...(values.model === undefined ? {} : { model: values.model }),
    settings: {
      ...Object.fromEntries(Object.entries(settings).map(([name, text]) => [name, Number(text)])),
      ...(judge === undefined ? {} : { judge }),
    },
  };
  const runs: SeedRun[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    runs.push(await seedRun(service, order, seed, options));
    // After each seed, so that what is there can be read while the next one runs.
    write(runs, (performance.now() - started) / 1000);
  }
  console.log(`\nWritten: ${join(out, 'results.md')}`);
} finally {
  view.clear();
  await service.close();
}

/** What a home holds was made with the options that it was begun with: other ones would be told of numbers that are not theirs. */
function beginOrGoOn(): void {
  const { model = null, recipe, systems, scorers } = values;
  const asked = JSON.stringify({
    model,
    recipe,
    set: values.set,
    systems,
    scorers,
    maxNewTokens: null,
    ...settings,
    ...given({ judge }),
    // Rows of these recipes are learned as they are now.
    soups: [presets.paper.soup, presets.best.soup],
  });
  const path = join(home, 'bench-paper.json');
  const begun = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (begun === undefined) writeFileSync(path, asked);
  if (begun === undefined || begun === asked) return;
  console.error(
    `${home} was begun with ${begun}, not with ${asked}. Go on with the same options, or name another --home.`,
  );
  process.exit(2);
}

function given(options: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function write(runs: readonly SeedRun[], seconds: number): void {
  const { report, samples } = runs[0]!;
  const changed = values.set.length === 0 ? '' : `, with ${values.set.join(', ')}`;
  const processors = cpus();
  const head = {
    title: `Every system on the game manual's questions, ${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}`,
    facts: [
      `Model ${report.model}; recipe \`${values.recipe}\`${changed}; each seed trains its own skills.`,
      `${samples.length} questions asked of each system; the others of the suite are worked examples, or what linear, TIES, DARE and LoRA Hub are tuned on.`,
      `Machine: ${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}${seconds < A_MINUTE ? '' : `; ${durationText(seconds)} in the last sitting`}.`,
      `likelihood: mean log-likelihood of a reference token in nats, nearer 0 is better${'f1' in (report.systems[0]?.scores ?? {}) ? '; f1: words shared with the reference, 0 to 1' : ''}. Intervals: 95 %, bootstrap over questions, each with all its seeds.`,
      `What it means: [performance.md](performance.md#what-coefficients-learn); what the coefficients do: [ablation.md](ablation.md).`,
    ],
  };
  const ours = report.systems.some(({ name }) => name === 'cat-learned-best') ? 'cat-learned-best' : 'cat-learned';
  const rows = report.systems.map(({ name }) => ({ label: name, ...overSeeds(scoresOf(runs, name, 'likelihood')) }));
  writeFileSync(join(out, 'results.md'), resultsPage(runs, head, ours));
  writeFileSync(join(out, 'results.svg'), intervalChart(rows, 'log-likelihood of a reference token, nats'));
}
