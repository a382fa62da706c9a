import { expect, it } from 'vitest';
import { runWith } from './fake.ts';

it('moves the data folder, and says what becomes of the old one', async () => {
  const moved = { folder: '/new', previous: '/old', files: 3, bytes: 2_000_000 };
  const { code, stdout, calls } = await runWith(['home', 'move', 'new'], { 'home.move': moved });
  expect(code).toBe(0);
  expect(calls).toEqual([{ method: 'home.move', input: { folder: 'new' } }]);
  expect(stdout).toContain('Moved 3 files');
  expect(stdout).toMatch(/\/old is there still.*home back.*home remove-old/);
});

it('goes back to the old data folder, and says where what came since lies', async () => {
  const { stdout } = await runWith(['home', 'back'], { 'home.moveBack': { home: '/old', left: '/new' } });
  expect(stdout).toBe('Back in /old\nWhat was kept since the move lies in /new\n');
});

it('deletes what is in the old data folder only when that is asked for', async () => {
  const { stdout, calls } = await runWith(['home', 'remove-old'], { 'home.removePrevious': { folder: '/old' } });
  expect(calls).toEqual([{ method: 'home.removePrevious', input: {} }]);
  expect(stdout).toBe('Deleted what was in /old\n');
});
