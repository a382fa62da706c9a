import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, errorData } from '../../core/errors.ts';
import { errorText, openLog } from '../../core/service/log.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { openHome } from './open-home.ts';

describe('the report that a person sends', () => {
  it('tells versions, machine, jobs and errors, and nothing of what was read or named', async () => {
    const service = await openHome();
    const folder = join(temporaryFolder(), 'Confidential project');
    mkdirSync(folder);
    writeFileSync(join(folder, 'Classified pump.md'), '# Classified pump\n\nThe whispered filter is cleaned.\n');
    writeFileSync(join(folder, 'Classified.docx'), 'PK');
    await service.call('manual.import', { path: join(folder, 'Classified pump.md') });
    await service.call('manual.import', { path: join(folder, 'Classified.docx') }).catch(() => {});
    const { text } = await service.call('home.report', {});
    expect(text).toMatch(/stockpot: \d/);
    expect(text).toMatch(/processor: \S/);
    expect(text).toMatch(/job_\w+ import done/);
    expect(text).toContain('manual/unsupported-type');
    for (const secret of [/classified/i, /confidential/i, /whispered/i, service.home, folder]) {
      expect(text).not.toMatch(secret);
    }
  });
});

describe('the log that the window shows', () => {
  it('has the last lines alone, with nothing of what was read or named', async () => {
    const service = await openHome();
    const folder = join(temporaryFolder(), 'Confidential project');
    mkdirSync(folder);
    for (const name of ['Classified.docx', 'Classified too.docx']) {
      writeFileSync(join(folder, name), 'PK');
      await service.call('manual.import', { path: join(folder, name) }).catch(() => {});
    }
    const { lines } = await service.call('home.log', {});
    expect(lines.filter((line) => /job_\w+ import failed .*manual\/unsupported-type/.test(line))).toHaveLength(2);
    expect(lines.join('\n')).not.toMatch(/classified|confidential/i);
    expect(await service.call('home.log', { lines: 1 })).toEqual({ lines: lines.slice(-1) });
    await expect(service.call('home.log', { lines: 0 })).rejects.toMatchObject({ code: 'service/bad-request' });
  });
});

describe('the log', () => {
  it('starts anew when it is full, and keeps the one before', () => {
    const home = temporaryFolder();
    const log = openLog(home, 300);
    for (let i = 0; i < 20; i++) log.add(`line ${i} with\nsome words`);
    expect(readdirSync(join(home, 'logs')).sort()).toEqual(['stockpot.log', 'stockpot.log.1']);
    expect(readFileSync(join(home, 'logs', 'stockpot.log'), 'utf8').length).toBeLessThan(400);
    expect(log.tail(2).map((line) => line.slice(25))).toEqual(['line 18 with some words', 'line 19 with some words']);
  });

  it('has of an error the code alone, and of a defect where in the program it was', () => {
    expect(errorText(errorData(new AppError('manual/empty', 'Secret.md is empty')))).toBe('manual/empty');
    const defect = errorText(errorData(new TypeError('Secret title is undefined')));
    expect(defect).toMatch(/^internal\/defect/);
    expect(defect).not.toContain('Secret');
    const told = {
      code: 'internal/defect' as const,
      message: 'Error: Secret\n    at readStage (/home/ann/x/core/service/reading.ts:10:3)',
    };
    expect(errorText(told)).toBe('internal/defect < readStage core/service/reading.ts:10:3');
  });
});
