import { describe, expect, it } from 'vitest';
import { progressText } from '../../core/cli/progress.ts';

const step = { kind: 'progress', stage: 'train', done: 42, total: 100, loss: 2.0131, secondsLeft: 60 } as const;

describe('the line that tells how far a command is', () => {
  it('has what its stage has left', () => {
    expect(progressText(step)).toMatch(/ 42 % {2}loss 2\.013 {2}.*1 min.* left$/);
  });

  it('has of a build what all of it has left instead', () => {
    const line = progressText({ ...step, jobSecondsLeft: 600 });
    expect(line).toMatch(/10 min.* left in all$/);
    expect(line).not.toMatch(/ left .*left/);
  });
});
