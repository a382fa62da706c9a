import { describe, expect, it } from 'vitest';
import type { JobDetail } from '../../core/service/index.ts';
import { runWith } from './fake.ts';

const job: JobDetail = {
  id: 'job_1',
  kind: 'build',
  state: 'paused',
  title: 'Pump',
  stage: 'train',
  createdAt: '2026-01-01T00:00:00.000Z',
  error: { code: 'device/out-of-memory', message: 'No room.' },
  input: {},
  reason: 'asked',
  stages: [
    { name: 'read', state: 'done' },
    { name: 'train', state: 'running' },
  ],
  progress: { done: 3, total: 10 },
  result: null,
  finishedAt: null,
  log: [],
};

describe('jobs', () => {
  it('show tells how far a job is, and why it stands still', async () => {
    const ran = await runWith(['jobs', 'show', 'job_1'], { 'job.show': job });
    expect(ran.stdout.split('\n')).toEqual([
      'job_1: build Pump',
      '  paused (asked), begun 2026-01-01T00:00:00.000Z',
      '  stages: read, train …',
      '  at 3 of 10',
      '  No room. [device/out-of-memory]',
      '',
    ]);
    expect(JSON.parse((await runWith(['jobs', 'show', 'job_1', '--json'], { 'job.show': job })).stdout)).toEqual(job);
  });

  it('pause stops one, and says what it is then', async () => {
    const ran = await runWith(['jobs', 'pause', 'job_1'], { 'job.pause': job });
    expect(ran.calls).toEqual([{ method: 'job.pause', input: { job: 'job_1' } }]);
    expect(ran.stdout).toBe('Job job_1 is paused.\n');
  });
});
