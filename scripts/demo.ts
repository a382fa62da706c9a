// `npm run demo`: from a PDF manual to a bot that answers, and to numbers that say how well, on this machine alone.
// Everything lies in .stockpot/demo of the checkout and is kept: a second run takes what is there. `--fresh` begins again.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportText } from '../core/cli/commands/report-text.ts';
import { humanProgress } from '../core/cli/progress.ts';
import { durationText, shortened } from '../core/cli/table.ts';
import { openService, type ServiceEvent } from '../core/service/index.ts';

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    home: { type: 'string' },
    /** Questions of the suite that the systems are compared on; 0 for all of it. */
    questions: { type: 'string', default: '24' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const sample = join(root, 'resources', 'sample');
const home = values.home ?? join(root, '.stockpot', 'demo');
// Base models are large and the same for every home of a checkout.
process.env.STOCKPOT_MODELS ??= join(homedir(), '.cache', 'stockpot', 'models');
if (values.fresh) rmSync(home, { recursive: true, force: true });
mkdirSync(home, { recursive: true });

const started = performance.now();
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const view = humanProgress(process.stderr);
const onEvent = (event: ServiceEvent) => {
  if (event.kind === 'token') process.stdout.write(event.text);
  else view.show(event);
};
const options = { onEvent, signal: interruption.signal };
const service = await openService({ home });
try {
  heading(`The manual: resources/sample/gutenprint-users-manual.pdf (kept in ${home})`);
  const manual = await service.call('manual.import', { path: join(sample, 'gutenprint-users-manual.pdf') }, options);
  console.log(`"${manual.title}", ${manual.pages} pages, ${manual.passages} passages`);

  heading('The bot: a manual skill and an instruction skill, blended');
  const bots = await service.call('bot.list', {});
  const bot = bots.find((one) => one.manual === manual.id)?.name ?? (await build(manual.id));

  heading('Five questions');
  const suite = join(sample, 'questions.json');
  for (const question of spread(readQuestions(suite), 5)) {
    console.log(`\n> ${question}`);
    const { citations, seconds } = await service.call('bot.ask', { bot, question }, options);
    const pages = citations.map(({ page, text }) => `  page ${page}: ${shortened(text, 90)}`);
    console.log(
      `\n${pages.length === 0 ? '  (nothing in the manual supports this)' : pages.join('\n')}\n  ${seconds.toFixed(1)} s`,
    );
  }

  heading('Five systems on questions about this manual');
  const systems = ['base', 'manual-skill', 'instruct-skill', 'cat-static', 'cat-learned'];
  // The paper's 200 new tokens and no penalty would take a 135M model twice the time, mostly to repeat itself.
  const asTheBotAnswers = { shots: 0, temperature: 0, maxNewTokens: 120, repetitionPenalty: 1.1 };
  const limit = Number(values.questions);
  const report = await service.call(
    'bench.run',
    { target: bot, suite, systems: systems.join(), ...asTheBotAnswers, ...(limit > 0 ? { limit } : {}) },
    options,
  );
  view.clear();
  console.log(reportText(report));
  console.log(
    'likelihood: mean log-likelihood of a reference token, in nats, nearer 0 is better; f1: words shared, 0 to 1.',
  );
  console.log(`\nDone in ${durationText((performance.now() - started) / 1000)}. Ask it yourself:`);
  console.log(`  npm run -s stockpot -- ask "${bot}" "…" --home ${home}`);
} finally {
  view.clear();
  await service.close();
}

async function build(manual: string): Promise<string> {
  const built = await service.call('bot.build', { manual, recipe: 'quick', name: 'gutenprint' }, options);
  view.clear();
  const { check, steps, seconds } = built;
  console.log(
    `"${built.name}": ${steps.train} steps on the manual, ${steps.blend} on the blend, ${durationText(seconds)}; ` +
      `loss on ${check.count} windows it never saw: base ${check.base.toFixed(3)}, bot ${check.bot.toFixed(3)} nats a token`,
  );
  for (const { name, mean, spread: width } of built.skills) {
    console.log(`  ${name}: coefficient ${mean.toFixed(3)} on average, spread ${width.toFixed(3)}`);
  }
  return built.name;
}

function readQuestions(path: string): string[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { question: string }[]).map(({ question }) => question);
}

/** So many of a list, from all over it. */
function spread<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]!);
}

function heading(text: string): void {
  console.log(`\n── ${text}`);
}
