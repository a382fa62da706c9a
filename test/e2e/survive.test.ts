import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, result, startCommand, type ToldEvent } from '../helpers/command-line.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { adaptersOf, countsOf, jobsOf, orphansOf } from './home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
let folder: string;
let model: string;
let undisturbed: { adapters: string[]; soup: number[] };

// A random model of two layers: every stage is the real one, a step takes milliseconds.
const build = () => [
  ...['build', manual, '--model', model, '--name', 'pump'],
  ...['--set', 'training.epochs=8', '--set', 'training.dropout=0.1', '--set', 'training.rank=4'],
  ...['--set', 'instruction.maxSteps=6', '--set', 'instruction.maxTokens=400', '--set', 'soup.maxSteps=6'],
];

const coefficients = (built: { skills: { mean: number }[] }) => built.skills.map(({ mean }) => mean);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-survive-'));
  model = join(folder, 'model');
  writeTinyModel(model);
  const home = join(folder, 'undisturbed');
  const built = await result(home, build());
  undisturbed = { adapters: adaptersOf(home), soup: coefficients(built) };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a build whose process is killed', () => {
  const moments: readonly [string, (event: ToldEvent) => boolean][] = [
    ['while it reads the manual', (event) => event.stage === 'read'],
    ['while the instruction skill is trained', (event) => event.event === 'progress' && event.stage === 'instruct'],
    ['while the manual skill is trained', (event) => event.event === 'progress' && event.stage === 'train'],
    ['between training and blending', (event) => event.stage === 'train' && event.state === 'done'],
    ['while coefficients are learned', (event) => event.event === 'progress' && event.stage === 'blend'],
    ['while it is checked', (event) => event.stage === 'check' && event.state === 'started'],
  ];

  it.each(moments)(
    '%s ends, resumed, with the same adapters bit for bit, and leaves nothing behind',
    async (_, moment) => {
      const home = mkdtempSync(join(folder, 'home-'));
      const running = startCommand(home, build());
      await running.told(moment);
      running.process.kill('SIGKILL');
      expect((await running.ended).signal).toBe('SIGKILL');

      const jobs = jobsOf(home);
      expect(jobs).toHaveLength(1);
      const { result: built } = await result(home, ['jobs', 'resume', jobs[0]!]);
      expect(adaptersOf(home)).toEqual(undisturbed.adapters);
      expect(coefficients(built)).toEqual(undisturbed.soup);
      expect(countsOf(home)).toEqual({ manuals: 1, skills: 2, soups: 1, bots: 1, jobs: 1 });
      expect(orphansOf(home)).toEqual([]);
    },
  );
});

describe('a build that a person interrupts', () => {
  it('ends with 130, says how to go on, and goes on to the same adapters', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const running = startCommand(home, build());
    await running.told((event) => event.event === 'progress' && event.stage === 'train');
    running.process.kill('SIGINT');
    const { code, json } = await running.ended;
    expect([code, json.error.code]).toEqual([130, 'jobs/cancelled']);
    expect(json.error.hint).toMatch(/^stockpot jobs resume job_/);

    await result(home, json.error.hint.split(' ').slice(1));
    expect(adaptersOf(home)).toEqual(undisturbed.adapters);
    expect(orphansOf(home)).toEqual([]);
  });

  it('can be cancelled from another process, and then taken away altogether', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const endless = ['--set', 'training.maxSteps=null', '--set', 'training.epochs=20000', '--set', 'training.batch=1'];
    const running = startCommand(home, [...build(), ...endless]);
    await running.told((event) => event.event === 'progress' && event.stage === 'train');
    const [job] = (await result(home, ['jobs'])).jobs;
    const busy = await command(home, ['skills', 'train', '--data', manual]);
    expect([busy.code, busy.json.error.code]).toEqual([2, 'study/bad-data']);
    expect((await result(home, ['jobs', 'cancel', job.id])).state).toBe('cancelled');
    expect((await running.ended).code).toBe(130);

    await result(home, ['jobs', 'cancel', job.id]);
    expect((await result(home, ['jobs'])).jobs).toEqual([]);
    expect(countsOf(home)).toEqual({ manuals: 1, skills: 1, soups: 0, bots: 0, jobs: 0 });
    expect(orphansOf(home)).toEqual([]);
  });
});
