import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AppError, errorFromData, hintOf } from '../../core/errors.ts';

const core = fileURLToPath(new URL('../../core/', import.meta.url));

describe('the hint of an error', () => {
  it('that names a command is marked as it crosses a process, and stays marked', () => {
    const data = new AppError('jobs/not-found', 'There is none.', { command: 'stockpot jobs list' }).toJSON();
    expect(data).toEqual({
      code: 'jobs/not-found',
      message: 'There is none.',
      hint: 'stockpot jobs list',
      command: true,
    });
    expect(errorFromData(data).toJSON()).toEqual(data);
    expect(hintOf(data)).toEqual({ command: 'stockpot jobs list' });
  });

  it('that everyone can follow is not marked', () => {
    const data = new AppError('store/conflict', 'It is taken.', { hint: 'Choose another name.' }).toJSON();
    expect(data).toEqual({ code: 'store/conflict', message: 'It is taken.', hint: 'Choose another name.' });
    expect(errorFromData(data).toJSON()).toEqual(data);
  });

  it('is marked wherever the program has one that names a command or an option', () => {
    const sources = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('cli'),
    );
    const named = sources.flatMap((path) => {
      const hints = readFileSync(join(core, path), 'utf8').match(/\bhint\b[^;]*?[:=]\s*(?:'[^']*'|`[^`]*`|"[^"]*")/g);
      return (hints ?? []).filter((hint) => /stockpot [a-z]|\s--[a-z]/.test(hint)).map((hint) => `${path}: ${hint}`);
    });
    expect(named).toEqual([]);
  });
});
