// Kills a build at random moments and resumes it, again and again: `npm run bench:survive -- [--kills 20] [--seed 1] [--tiny]`.
// Every build that ends must have the adapters of an undisturbed one, bit for bit, and leave no file or row that nothing names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../core/engine/index.ts';
import { orphansOf } from '../test/e2e/home.ts';
import { type RunningCommand, result, startCommand } from '../test/helpers/command-line.ts';
import { writeTinyModel } from '../test/helpers/tiny-model.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** A random model of two layers instead of the default one: minutes instead of an hour. */
    tiny: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.kills);
const random = seededRandom(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'stockpot-survive-'));
const manual = fileURLToPath(new URL('../test/fixtures/service/pump.md', import.meta.url));
const model = join(folder, 'model');
if (values.tiny) writeTinyModel(model);
const build = [
  ...['build', manual, '--recipe', 'quick', '--name', 'pump'],
  ...['--set', 'training.epochs=6', '--set', 'training.maxSteps=10'],
  ...['--set', 'instruction.maxSteps=4', '--set', 'instruction.maxTokens=400', '--set', 'soup.maxSteps=4'],
  ...(values.tiny ? ['--model', model, '--set', 'training.rank=4'] : []),
];

const faults: string[] = [];
const stages = new Map<string, number>();
let kills = 0;
let builds = 0;
const started = performance.now();
const undisturbed = join(folder, 'undisturbed');
await result(undisturbed, build);
const longestMs = performance.now() - started;
const expected = await adapters(undisturbed);
say(
  `Undisturbed: ${(longestMs / 1000).toFixed(1)} s, adapters ${expected.map((hash) => hash.slice(0, 12)).join(', ')}`,
);

while (kills < wanted) {
  const home = mkdtempSync(join(folder, 'home-'));
  let running = startCommand(home, build);
  while (!(await endedBefore(running, random() * longestMs))) {
    running.process.kill('SIGKILL');
    const { events, signal } = await running.ended;
    if (signal === 'SIGKILL') {
      kills += 1;
      const stage = events.findLast((event) => event.stage !== undefined)?.stage ?? 'before the first stage';
      stages.set(stage, (stages.get(stage) ?? 0) + 1);
      say(`Kill ${kills}: ${stage}`);
    }
    const [job] = (await result(home, ['jobs'])).jobs;
    // Killed before the job was kept: then nothing was begun.
    running = startCommand(home, job === undefined ? build : ['jobs', 'resume', job.id]);
    if (kills >= wanted) break;
  }
  const { code, stdout, stderr } = await running.ended;
  builds += 1;
  if (code !== 0 && !stdout.includes('jobs/not-resumable'))
    faults.push(`${home}: ended with ${code}: ${stdout}${stderr}`);
  const found = await adapters(home);
  if (found.join() !== expected.join()) faults.push(`${home}: other adapters: ${found.join(', ')}`);
  faults.push(...orphansOf(home).map((orphan) => `${home}: ${orphan}`));
  if (faults.length === 0) rmSync(home, { recursive: true, force: true });
}

console.log(
  JSON.stringify(
    { kills, builds, stages: Object.fromEntries(stages), seconds: (performance.now() - started) / 1000, faults },
    null,
    2,
  ),
);
if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
process.exitCode = faults.length === 0 ? 0 : 1;

async function adapters(home: string): Promise<string[]> {
  const { skills } = await result(home, ['skills']);
  const hashes: string[] = [];
  for (const { id } of skills) hashes.push((await result(home, ['skills', 'show', id])).sha256);
  return hashes.sort();
}

async function endedBefore(running: RunningCommand, delayMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(delayMs, false, { signal: timer.signal }).catch(() => true);
  const ended = await Promise.race([running.ended.then(() => true), late]);
  timer.abort();
  return ended;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
