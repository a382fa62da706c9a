import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../core/cli/exit-code.ts';
import { checkRoom, makeFolder, writeError, writing } from '../../core/disk.ts';
import { AppError, errorData } from '../../core/errors.ts';
import { temporaryFolder } from '../store/temporary-home.ts';

/** As Node throws what the system says. */
function said(code: string, syscall: string, path?: string): Error {
  return Object.assign(new Error(`${code}: whatever it means, ${syscall}`), { code, syscall, errno: -1, path });
}

const codes: readonly [string, string][] = [
  ['ENOSPC', 'store/disk-full'],
  ['EDQUOT', 'store/disk-full'],
  ['EFBIG', 'store/disk-full'],
  ['EROFS', 'store/not-writable'],
  ['EACCES', 'store/not-writable'],
  ['EPERM', 'store/not-writable'],
  ['ENOTDIR', 'store/not-writable'],
  ['ENAMETOOLONG', 'store/not-writable'],
  ['EIO', 'store/disk-failed'],
];

describe('a failure to write', () => {
  it.each(codes)('that the system calls %s is %s, with what, where and what to do, and exit code 2', (system, code) => {
    const path = join(tmpdir(), 'skills', 'x');
    const error = writeError(said(system, 'write'), { path, what: 'the skill' });
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/./) });
    expect((error as AppError).message).toContain(`Tried to write the skill to ${path}: `);
    expect((error as AppError).message).toContain(system);
    expect(exitCodeOf(errorData(error))).toBe(2);
  });

  it.each(codes)(
    'that nobody expected (%s, in a call without words of its own) is told all the same',
    (system, code) => {
      const data = errorData(said(system, 'mkdir', '/data/jobs'));
      expect(data).toMatchObject({ code, message: expect.stringContaining('/data/jobs') });
      expect(exitCodeOf(data)).toBe(2);
    },
  );

  it('says how much room is there and how much is needed', () => {
    const { message } = writeError(said('ENOSPC', 'write'), { path: tmpdir(), bytes: 12_345_678 }) as AppError;
    expect(message).toMatch(/ 12 MB are needed, [\d.]+ .?[Bb](ytes)? of [\d.]+ .?B are free there\.$/);
  });

  it('of another kind stays what it is', () => {
    const missing = said('ENOENT', 'open', '/x');
    expect(writeError(missing, { path: '/x' })).toBe(missing);
    expect(errorData(missing).code).toBe('internal/defect');
    // A program that may not be started, a port that may not be opened: nothing was written.
    expect(errorData(said('EACCES', 'spawn pip')).code).toBe('internal/defect');
    expect(errorData(said('EACCES', 'listen')).code).toBe('internal/defect');
    const own = new AppError('model/bad-file', 'no');
    expect(writeError(own, { path: '/x' })).toBe(own);
  });

  it('is no failure to write when a file may not be read', () => {
    expect(errorData(said('EACCES', 'open', '/secret')).code).toBe('store/not-readable');
    expect(errorData(said('EACCES', 'scandir', '/secret')).code).toBe('store/not-readable');
    expect(errorData(said('EROFS', 'open', '/x')).code).toBe('store/not-writable');
  });

  it.skipIf(process.getuid?.() === 0)(
    'tells a source that may not be read from a folder that may not be written',
    () => {
      const folder = temporaryFolder();
      const [from, closed] = [join(folder, 'from'), join(folder, 'closed')];
      writeFileSync(from, 'x');
      mkdirSync(closed);
      chmodSync(closed, 0o500);
      const to = join(closed, 'to');
      const copy = () => writing({ path: to }, () => copyFileSync(from, to));
      expect(copy).toThrow(expect.objectContaining({ code: 'store/not-writable' }));
      chmodSync(from, 0o000);
      chmodSync(closed, 0o700);
      expect(copy).toThrow(expect.objectContaining({ code: 'store/not-readable' }));
    },
  );

  it('is foreseen where the size is known', () => {
    const path = join(temporaryFolder(), 'not', 'yet', 'there');
    expect(() => checkRoom({ path, bytes: 1 })).not.toThrow();
    expect(() => checkRoom({ path, bytes: 2 ** 60 })).toThrow(expect.objectContaining({ code: 'store/disk-full' }));
  });
});

describe('a folder', () => {
  it('is made with those that it lies in, and again does nothing', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    makeFolder(folder);
    writeFileSync(join(folder, 'kept'), '');
    makeFolder(folder);
    expect(readdirSync(folder)).toEqual(['kept']);
  });

  it('is refused where a file is in the way', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow(/EEXIST/);
    expect(() => writing({ path: file }, () => makeFolder(join(file, 'x')))).toThrow(/a part of the path is a file/);
  });

  it.runIf(process.platform === 'linux')('is refused where the file system takes none', () => {
    expect(() => makeFolder('/proc/stockpot/home')).toThrow(expect.objectContaining({ code: 'store/not-writable' }));
  });
});
