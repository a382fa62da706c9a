import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, result, startCommand, type ToldEvent } from '../helpers/command-line.ts';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../helpers/small-disk.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { adaptersOf, jobsOf, orphansOf } from './home.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));

describe.skipIf(noSmallDisk !== undefined)(
  `a home on a disk that fills up${noSmallDisk === undefined ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    let folder: string;
    let model: string;
    let disk: SmallDisk;
    let undisturbed: string[];
    const build = () => [
      ...['build', manual, '--model', model, '--name', 'pump'],
      ...['--set', 'training.epochs=40', '--set', 'training.rank=4'],
      ...['--set', 'instruction.maxSteps=40', '--set', 'instruction.maxTokens=400', '--set', 'soup.maxSteps=40'],
    ];
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'stockpot-full-'));
      model = join(folder, 'model');
      writeTinyModel(model);
      disk = mountSmallDisk(40_000_000);
      await result(join(folder, 'undisturbed'), build());
      undisturbed = adaptersOf(join(folder, 'undisturbed'));
    });
    afterAll(() => {
      disk.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const moments: readonly [string, (event: ToldEvent) => boolean][] = [
      ['while it reads the manual', (event) => event.stage === 'read'],
      ['while the manual skill is trained', (event) => event.event === 'progress' && event.stage === 'train'],
      ['while coefficients are learned', (event) => event.event === 'progress' && event.stage === 'blend'],
    ];

    it.each(moments)(
      '%s ends a build with 2 and the reason, and it goes on, once there is room, to the same adapters',
      async (_, moment) => {
        const home = join(disk.folder, crypto.randomUUID());
        const running = startCommand(home, build());
        await running.told(moment);
        disk.fill();
        const { code, json, stderr } = await running.ended;
        expect([code, json?.error.code], stderr).toEqual([2, 'store/disk-full']);
        expect(json.error.message).toMatch(/^Tried to write .*: the disk is full.* of 40 MB are free there\.$/);

        disk.empty();
        await result(home, ['jobs', 'resume', jobsOf(home)[0]!]);
        expect(adaptersOf(home)).toEqual(undisturbed);
        expect(orphansOf(home)).toEqual([]);
        rmSync(home, { recursive: true });
      },
    );

    it('fails a backup, an export and a model with 2, and leaves nothing of them', async () => {
      const home = join(folder, 'undisturbed');
      const [skill] = (await result(home, ['skills'])).skills;
      const out = (name: string) => join(disk.folder, 'out', name);
      disk.fill(1000);
      const commands = [
        ['backup', out('backup.tar')],
        ['skills', 'export', skill.id, '--format', 'peft', '--out', out('peft')],
        ['skills', 'export', skill.id, '--format', 'gguf', '--out', out('skill.gguf')],
      ];
      for (const args of commands) {
        const { code, json } = await command(home, args);
        expect([code, json.error.code, args], json.error.message).toEqual([2, 'store/disk-full', args]);
        expect(json.error.message).toContain(join(disk.folder, 'out'));
        expect(existsSync(args.at(-1)!)).toBe(false);
      }
      disk.empty();
      for (const args of commands) await result(home, args);
    });

    it('that becomes read-only says so with 2', async () => {
      const home = join(disk.folder, 'read-only');
      await result(home, ['import', manual]);
      disk.setWritable(false);
      try {
        const { code, json } = await command(home, [
          'import',
          fileURLToPath(new URL('../../README.md', import.meta.url)),
        ]);
        expect([code, json.error.code], json.error.message).toEqual([2, 'store/not-writable']);
        expect(json.error.message).toContain(home);
      } finally {
        disk.setWritable(true);
      }
    });
  },
);
