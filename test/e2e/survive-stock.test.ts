import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCommand, result, startCommand } from '../helpers/command-line.ts';
import { countsOf, jobsOf, orphansOf } from './home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
const stock = fileURLToPath(new URL('../../resources/skills/alpaca-smollm2-135m-instruct', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-stock-'));
  await result(join(folder, 'home'), ['models', 'pull', 'SmolLM2-135M-Instruct']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The default model, for which an instruction skill comes with the program; as little training as there can be.
const build = [
  ...['build', manual, '--name', 'pump', '--set', 'study.windowLengths=[64]', '--set', 'training.length=64'],
  ...['--set', 'training.batch=1', '--set', 'training.rank=4', '--set', 'training.maxSteps=1'],
  ...['--set', 'training.warmupSteps=0', '--set', 'soup.method=cat-static'],
];

/** Resolves once the skill's folder is begun, under the name that it has until it is whole. */
async function copying(home: string, running: RunningCommand): Promise<void> {
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  const skills = join(home, 'skills');
  while (!(existsSync(skills) && readdirSync(skills).some((name) => name.endsWith('.tmp')))) {
    if (ended) throw new Error('The build ended before.');
    await turn();
  }
}

describe('a build with the instruction skill that comes with the program, killed', () => {
  const moments: readonly [string, (home: string, running: RunningCommand) => Promise<unknown>][] = [
    ['before it is copied', (_, running) => running.told((event) => event.stage === 'study' && event.state === 'done')],
    ['while it is copied', copying],
    [
      'when it is copied',
      (_, running) => running.told((event) => event.stage === 'instruct' && event.state === 'done'),
    ],
  ];

  it.each(moments)(
    '%s, ends, resumed, with that skill whole and once, and leaves nothing behind',
    async (_, moment) => {
      const home = mkdtempSync(join(folder, 'home-'));
      const running = startCommand(home, build);
      await moment(home, running);
      running.process.kill('SIGKILL');
      expect((await running.ended).signal).toBe('SIGKILL');

      const { result: built } = await result(home, ['jobs', 'resume', jobsOf(home)[0]!]);
      const [, instruction] = built.skills;
      const { folder: copy, kind } = await result(home, ['skills', 'show', instruction.skill]);
      expect(kind).toBe('instruction');
      for (const name of readdirSync(stock))
        expect(readFileSync(join(copy, name)).equals(readFileSync(join(stock, name))), name).toBe(true);
      expect(existsSync(join(copy, 'instructions.json'))).toBe(true);
      expect(countsOf(home)).toEqual({ manuals: 1, skills: 2, soups: 1, bots: 1, jobs: 1 });
      expect(orphansOf(home)).toEqual([]);
    },
  );
});
