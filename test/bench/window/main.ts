// How quick the window is over a home of many years: first paint, input to paint (also while a model trains), scrolling.
//   npm run bench:window -- [--rounds 5] [--conversations 1000] [--pages 5000] [--samples 10000] [--without-training]
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { defaultModelId } from '../../../core/catalog/index.ts';
import { buildRenderer, launch, serve } from '../../e2e/window/served-window.ts';
import { command, startCommand } from '../../helpers/command-line.ts';
import { median, quantile } from '../measure.ts';
import { type LongHome, makeLongHome } from './home.ts';
import { type Latencies, timeInputs } from './inputs.ts';
import { type FirstPaint, timeFirstPaint, watchContent } from './paint.ts';
import { type Frames, traceScroll } from './scroll.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    conversations: { type: 'string', default: '1000' },
    pages: { type: 'string', default: '5000' },
    samples: { type: 'string', default: '10000' },
    'without-training': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = {
  conversations: Number(values.conversations),
  pages: Number(values.pages),
  samples: Number(values.samples),
};
const bars = { paintMs: 1000, inputMs: 100, frameMs: 50 };
const folder = mkdtempSync(join(tmpdir(), 'stockpot-bench-'));
const home = join(folder, 'home');
const say = (text: string) => process.stderr.write(`${text}\n`);

say('Building the window and filling a home …');
buildRenderer();
const long = makeLongHome(home, defaultModelId, sizes);
const host = await serve(home);
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  // What the TypeScript runner leaves in functions that are sent to the page.
  await context.addInitScript('globalThis.__name = (named) => named');
  await context.addInitScript(watchContent);
  const page = await context.newPage();
  await page.goto(host.url);
  await page.locator('[data-app-state="ready"]').waitFor();

  const paints = await firstPaints(page);
  const scrolls = await scrollAll(page, long);
  const loadBefore = loadavg()[0]!;
  const idle = await timeInputs(page, long);
  const training = values['without-training'] ? null : await whileTraining(() => timeInputs(page, long));
  report({ paints, scrolls, idle, training, load: loadBefore });
} finally {
  await browser.close();
  host.process.kill('SIGTERM');
  await host.ended;
  rmSync(folder, { recursive: true, force: true });
}

async function firstPaints(page: Page): Promise<Record<'cold' | 'warm', readonly FirstPaint[]>> {
  const address = new URL('/#/chats/new', host.url).href;
  const times = { cold: [] as FirstPaint[], warm: [] as FirstPaint[] };
  for (let round = 0; round < rounds; round++) {
    for (const cache of ['cold', 'warm'] as const) times[cache].push(await timeFirstPaint(page, address, cache));
  }
  return times;
}

/** Each long list at the pace of reading through it, and as quickly as a wheel turns. */
async function scrollAll(page: Page, { manual, run }: LongHome): Promise<Readonly<Record<string, Frames>>> {
  const found: Record<string, Frames> = {};
  const lists = [
    ['conversations', 'chats/new', 'nav li[data-index] a'],
    ['pages of a manual, the list', `manuals/${manual}`, 'nav li[data-index] button'],
    ['pages of a manual, drawn', `manuals/${manual}`, '[data-state="drawn"]'],
    ['samples of a run', `benchmarks/${run}`, 'main li[data-index] button'],
  ] as const;
  for (const [name, hash, row] of lists) {
    for (const [pace, speed] of [
      ['slowly', 1500],
      ['quickly', 12_000],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(new URL(`/#/${hash}`, host.url).href);
      const first = page.locator(row).first();
      await first.waitFor();
      await first.scrollIntoViewIfNeeded();
      const box = (await first.boundingBox())!;
      const at = { x: box.x + box.width / 2, y: Math.min(box.y + box.height / 2, 840) };
      const frames = await traceScroll(page, at, { distance: speed * 4, speed });
      if (frames.drawn.length < 20) throw new Error(`${name}: nothing moved there.`);
      found[`${name}, ${pace}`] = frames;
    }
  }
  return found;
}

/** Trains in the host that the window is of, as `stockpot build` does beside it, while something is measured. */
async function whileTraining<T>(body: () => Promise<T>): Promise<T> {
  const manual = fileURLToPath(new URL('../../fixtures/service/pump.md', import.meta.url));
  const long = ['--set', 'training.maxSteps=100000', '--set', 'training.epochs=100000'];
  const build = startCommand(home, ['build', manual, '--name', 'trains', ...long]);
  const { job } = await build.told(({ event, job }) => event === 'job' && job !== undefined);
  await build.told(({ event, stage, done = 0 }) => event === 'progress' && stage === 'train' && done > 1);
  try {
    return await body();
  } finally {
    await command(home, ['jobs', 'cancel', job!]);
    await build.ended;
  }
}

function report({
  paints,
  scrolls,
  idle,
  training,
  load,
}: {
  readonly paints: Readonly<Record<'cold' | 'warm', readonly FirstPaint[]>>;
  readonly scrolls: Readonly<Record<string, Frames>>;
  readonly idle: Latencies;
  readonly training: Latencies | null;
  readonly load: number;
}): void {
  const rows: { what: string; measure: string; ms: number; bar: number }[] = [];
  for (const [cache, times] of Object.entries(paints)) {
    const ms = median(times.map(({ meaningful }) => meaningful));
    rows.push({ what: `first meaningful paint, ${cache} cache`, measure: 'median', ms, bar: bars.paintMs });
  }
  for (const [state, latencies] of [['idle', idle] as const, ['while training', training] as const]) {
    if (latencies === null) continue;
    const all = Object.values(latencies).flat();
    rows.push({ what: `input to paint, ${state}`, measure: 'median', ms: median(all), bar: bars.inputMs });
  }
  for (const [list, { drawn, page }] of Object.entries(scrolls)) {
    const ms = Math.max(quantile(drawn, 0.95), quantile(page, 0.95));
    rows.push({ what: `frame, ${list}`, measure: '95th percentile', ms, bar: bars.frameMs });
  }
  say('\n| what | measure | ms | bar | holds |\n|---|---|---|---|---|');
  for (const { what, measure, ms, bar } of rows) {
    say(`| ${what} | ${measure} | ${ms.toFixed(0)} | ≤ ${bar} | ${ms <= bar ? 'yes' : 'no'} |`);
  }
  const bySpread = (times: readonly number[]) => ({
    count: times.length,
    median: round(median(times)),
    p95: round(quantile(times, 0.95)),
    max: round(quantile(times, 1)),
  });
  const each = (latencies: Latencies) =>
    Object.fromEntries(Object.entries(latencies).map(([scene, times]) => [scene, bySpread(times)]));
  const document = {
    ...{ browser: browser.version(), sizes, load: round(load) },
    bars: rows.map(({ ms, ...row }) => ({ ...row, ms: round(ms), holds: ms <= row.bar })),
    firstPaint: Object.fromEntries(
      Object.entries(paints).map(([cache, times]) => [
        cache,
        {
          contentful: bySpread(times.map(({ contentful }) => contentful)),
          meaningful: bySpread(times.map(({ meaningful }) => meaningful)),
        },
      ]),
    ),
    input: { idle: each(idle), training: training === null ? null : each(training) },
    frames: Object.fromEntries(
      Object.entries(scrolls).map(([list, { drawn, page }]) => [
        list,
        { drawn: bySpread(drawn), page: bySpread(page) },
      ]),
    ),
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function round(ms: number): number {
  return Number(ms.toPrecision(3));
}
