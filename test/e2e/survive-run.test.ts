import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/engine/index.ts';
import { type RunningCommand, result, startCommand } from '../helpers/command-line.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { orphansOf } from './home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
const questions = Array.from({ length: 12 }, (_, i) => ({
  question: `What does error E${i} mean?`,
  answer: `The pump has stopped ${i} times.`,
}));
let folder: string;
let trained: string;
let suite: string;
let undisturbed: readonly unknown[];

const bench = () => [
  ...['bench', 'pump', '--suite', suite, '--max-new-tokens', '8', '--seeds', '2', '--temperature', '0.8'],
  ...['--systems', 'base,cat-learned,data-mix,lorahub,ties,router'],
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-survive-run-'));
  const model = join(folder, 'model');
  writeTinyModel(model);
  suite = join(folder, 'suite.json');
  writeFileSync(suite, JSON.stringify(questions));
  trained = join(folder, 'trained');
  await result(trained, [
    ...['build', manual, '--model', model, '--name', 'pump', '--set', 'training.maxSteps=4'],
    ...['--set', 'training.rank=4', '--set', 'instruction.maxSteps=4', '--set', 'instruction.maxTokens=400'],
    ...['--set', 'soup.maxSteps=4'],
  ]);
  const home = join(folder, 'undisturbed');
  cpSync(trained, home, { recursive: true });
  undisturbed = samplesOf((await result(home, bench())).samples);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a benchmark whose process is killed ten times at random', () => {
  it('ends, resumed each time, with the scores of one that was left alone, and leaves nothing behind', async () => {
    const random = seededRandom(7);
    let kills = 0;
    while (kills < 10) {
      const home = mkdtempSync(join(folder, 'home-'));
      cpSync(trained, home, { recursive: true });
      let running = startCommand(home, bench());
      const { job } = await running.told(({ event }) => event === 'job');
      while (kills < 10 && (await killedAfter(running, Math.floor(random() * 40)))) {
        kills += 1;
        running = startCommand(home, ['jobs', 'resume', job!]);
      }
      const { code, json } = await running.ended;
      expect([code, json.error]).toEqual([0, undefined]);
      expect(samplesOf((json.result ?? json).samples)).toEqual(undisturbed);
      expect(orphansOf(home)).toEqual([]);
    }
  });
});

/** Kills a command after it has told so much more; false when it ended before. */
async function killedAfter(running: RunningCommand, events: number): Promise<boolean> {
  let told = 0;
  const reached = running
    .told(() => ++told >= events)
    .then(
      () => running.process.kill('SIGKILL'),
      () => false,
    );
  const { signal } = await running.ended;
  await reached;
  return signal === 'SIGKILL';
}

/** What was answered and scored: all but the time it took. */
function samplesOf(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => ({ ...JSON.parse(line), seconds: 0 }));
}
