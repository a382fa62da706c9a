import { describe, expect, it } from 'vitest';
import type { ImportResult } from '../../core/service/index.ts';
import { runWith } from './fake.ts';

const manual: ImportResult = {
  id: 'man_1',
  title: 'Pump',
  fileName: 'pump.md',
  sha256: 'ab',
  type: 'markdown',
  bytes: 10,
  pages: 1,
  passages: 2,
  warnings: [],
  importedAt: '2026-01-01T00:00:00.000Z',
  replaces: null,
  replacedBy: null,
  known: false,
};

describe('the command line', () => {
  it('hands every option of build to the service, with JSON values where they are JSON', async () => {
    const ran = await runWith(
      [
        'build',
        'pump.pdf',
        '--model',
        'm',
        '--recipe',
        'paper',
        '--set',
        'training.maxSteps=2',
        '--set',
        'study.windowLengths=[20,40]',
        '--set',
        'soup.constraint=free',
        '--name',
        'Pump bot',
        '--device',
        'cpu',
        '--home',
        '/h',
        '--json',
      ],
      { 'bot.build': { bot: 'bot_1' } as never },
    );
    expect(ran.code).toBe(0);
    expect(ran.opened).toEqual([{ home: '/h' }]);
    expect(ran.calls).toEqual([
      {
        method: 'bot.build',
        input: {
          manual: 'pump.pdf',
          model: 'm',
          recipe: 'paper',
          set: { 'training.maxSteps': 2, 'study.windowLengths': [20, 40], 'soup.constraint': 'free' },
          name: 'Pump bot',
          device: 'cpu',
        },
      },
    ]);
    expect(JSON.parse(ran.stdout)).toEqual({ bot: 'bot_1' });
    expect(ran.closed).toBe(1);
  });

  it('takes global options before the command as well as after it', async () => {
    const before = await runWith(['--json', '--home', '/h', 'import', 'a.md'], { 'manual.import': manual });
    const after = await runWith(['import', 'a.md', '--json', '--home', '/h'], { 'manual.import': manual });
    expect(before.stdout).toBe(after.stdout);
    expect(before.opened).toEqual(after.opened);
  });

  it('imports several files, one after another, and prints one document', async () => {
    const ran = await runWith(['import', 'a.md', 'b.md', '--json'], { 'manual.import': manual });
    expect(ran.calls.map(({ input }) => input)).toEqual([{ path: 'a.md' }, { path: 'b.md' }]);
    expect(JSON.parse(ran.stdout)).toEqual({ manuals: [manual, manual] });
  });

  it('hands what is to be done with a manual to the service', async () => {
    const removed = { removed: 'Pump' };
    const answers = { 'manual.remove': removed, 'manual.rename': manual, 'manual.replace': manual };
    const asked = async (...args: string[]) => (await runWith(['manuals', ...args, '--json'], answers)).calls[0];
    expect(await asked('remove', 'Pump', '--with-dependants')).toEqual({
      method: 'manual.remove',
      input: { manual: 'Pump', withDependants: true },
    });
    expect(await asked('rename', 'Pump', 'Fan')).toMatchObject({ input: { manual: 'Pump', title: 'Fan' } });
    expect(await asked('replace', 'Pump', 'a.pdf', '--ocr', 'never')).toMatchObject({
      input: { manual: 'Pump', path: 'a.pdf', ocr: 'never' },
    });
  });

  it('lists without a word after the noun', async () => {
    const answers = { 'skill.list': [], 'job.list': [], 'run.list': [], 'model.list': [], 'manual.list': [] };
    for (const noun of ['skills', 'jobs', 'runs', 'models', 'manuals']) {
      const ran = await runWith([noun, '--json'], answers);
      expect([ran.code, JSON.parse(ran.stdout)]).toEqual([0, { [noun]: [] }]);
    }
  });

  it.each([
    [['build']],
    [['build', 'x', '--wrong']],
    [['nonsense']],
    [['skills', 'export', 's', '--format', 'zip', '--out', 'x']],
    [['skills', 'export', 's', '--format', 'peft']],
    [['skills', 'nonsense']],
    [['bench', 'b']],
    [['bench', 'b', '--suite', 's', '--seeds', 'two']],
    [['build', 'x', '--device', 'abacus']],
    [['runs', 'compare', 'one']],
    [['merge', 'a', 'b', '--method', 'cat', '--weights', 'x,y']],
  ])('refuses %j as the caller’s mistake, in both forms, without opening a home', async (args) => {
    const human = await runWith(args);
    expect([human.code, human.stdout, human.opened]).toEqual([2, '', []]);
    expect(human.stderr).toContain('[cli/usage]');
    const json = await runWith([...args, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toEqual({
      error: { code: 'cli/usage', message: expect.any(String), hint: expect.any(String) },
    });
  });

  it('refuses a change to the recipe that is no KEY=VALUE', async () => {
    const ran = await runWith(['build', 'x', '--set', 'epochs', '--json']);
    expect([ran.code, JSON.parse(ran.stdout).error.code]).toEqual([2, 'recipe/invalid']);
  });

  it('prints help and version with exit code 0', async () => {
    const help = await runWith(['--help']);
    expect(help.code).toBe(0);
    for (const command of [
      'import',
      'manuals',
      'build',
      'ask',
      'chat',
      'bench',
      'runs',
      'jobs',
      'skills',
      'merge',
      'models',
      'serve',
      'doctor',
      'backup',
      'restore',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    expect((await runWith(['--version'])).stdout).toBe('1.2.3\n');
    expect((await runWith(['build', '--help'])).stdout).toContain('--json');
  });
});
