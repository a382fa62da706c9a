import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import type { JobDetail } from '../../../../core/service/contract.ts';
import { TrainingJob } from '../../../../renderer/features/skills/training-jobs.tsx';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';
import { markupOf, wordsOf } from '../../markup.ts';

const job: JobDetail = {
  ...{ id: 'job_1', kind: 'train-skill', state: 'running', title: 'workshop', stage: 'train', input: {}, log: [] },
  ...{ createdAt: new Date().toISOString(), error: null, reason: null, stages: [], result: null, finishedAt: null },
  progress: { done: 12, total: 40 },
};

describe('a skill in training', () => {
  const words = (change: Partial<JobDetail>) =>
    wordsOf(markupOf(createFakeApp(createFakeService()), createElement(TrainingJob, { job: { ...job, ...change } })));

  test('can be paused and stopped while it runs', () => {
    expect(words({}).slice(-2)).toEqual(['Pause', 'Stop']);
  });

  test('that stands still can go on, or be removed; stopping would delete what it learned without asking', () => {
    expect(words({ state: 'paused' }).slice(-2)).toEqual(['Go on', 'Remove']);
    const error = { code: 'device/out-of-memory', message: 'Too little memory.' } as const;
    expect(words({ state: 'failed', error }).slice(-2)).toEqual(['Go on', 'Remove']);
  });
});
