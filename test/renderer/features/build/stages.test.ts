import { describe, expect, test } from 'vitest';
import type { JobDetail } from '../../../../core/service/contract.ts';
import { buildResult, curveStage, logLines, stageLines, surprise } from '../../../../renderer/features/build/stages.ts';

const job = (change: Partial<JobDetail>): JobDetail => ({
  id: 'j',
  kind: 'build',
  state: 'running',
  title: 't',
  stage: null,
  createdAt: '',
  error: null,
  input: null,
  reason: null,
  stages: [],
  progress: null,
  result: null,
  finishedAt: null,
  log: [],
  ...change,
});
const done = (...names: string[]) => names.map((name) => ({ name, state: 'done' as const }));
const shown = (one: JobDetail) => stageLines(one).map(({ name, state }) => `${name} ${state}`);

describe('the stages of a build', () => {
  test('are all to come before it begins', () => {
    expect(new Set(stageLines(job({ state: 'queued' })).map(({ state }) => state))).toEqual(new Set(['waiting']));
  });

  test('tell how far the running one is', () => {
    const running = job({
      stage: 'train',
      stages: done('read', 'study', 'instruct'),
      progress: { done: 45, total: 180 },
    });
    expect(shown(running)).toEqual([
      'read done',
      'study done',
      'instruct done',
      'train running',
      'blend waiting',
      'index waiting',
      'check waiting',
    ]);
    expect(stageLines(running)[3]?.share).toBe(0.25);
  });

  test('leave out one that the build passed without it', () => {
    const running = job({ stage: 'blend', stages: done('read', 'study', 'train', 'study-soup') });
    expect(shown(running)).toEqual([
      'read done',
      'study done',
      'train done',
      'blend running',
      'index waiting',
      'check waiting',
    ]);
  });

  test('show where a paused build stands', () => {
    const paused = job({
      state: 'paused',
      stage: 'train',
      stages: done('read', 'study', 'instruct'),
      progress: { done: 9, total: 10 },
    });
    expect(stageLines(paused)[3]).toEqual({ name: 'train', state: 'stopped', share: 0.9 });
  });

  test('are only those that were done, once it is done', () => {
    const ended = job({ state: 'done', stages: done('read', 'study', 'train', 'blend', 'index', 'check', 'bot') });
    expect(shown(ended)).toEqual(['read done', 'study done', 'train done', 'blend done', 'index done', 'check done']);
  });

  test('compare with the bot before only where a build does', () => {
    const comparing = job({
      stage: 'gate',
      stages: done('read', 'train', 'check'),
      progress: { done: 24, total: 192 },
    });
    expect(stageLines(comparing).at(-1)).toEqual({ name: 'gate', state: 'running', share: 0.125 });
    const ended = job({ state: 'done', stages: done('read', 'check', 'gate', 'bot') });
    expect(shown(ended)).toEqual(['read done', 'check done', 'gate done']);
  });
});

test('the curves shown are those of the running stage, else of the last that learned', () => {
  const curves = { 'instruct-loss': [], 'train-loss': [] };
  expect(curveStage(job({ stage: 'instruct' }), curves)).toBe('instruct');
  expect(curveStage(job({ stage: 'check' }), curves)).toBe('train');
  expect(curveStage(job({ stage: 'read' }), {})).toBeNull();
});

test('only a finished build has a result', () => {
  expect(buildResult(job({ state: 'running', result: { bot: 'b' } }))).toBeNull();
  expect(buildResult(job({ state: 'done', result: { bot: 'b' } }))).toEqual({ bot: 'b' });
});

test('surprise is perplexity: e to the loss', () => {
  const { base, bot, saved } = surprise({ base: Math.log(8), bot: Math.log(6) });
  expect(base).toBeCloseTo(8);
  expect(bot).toBeCloseTo(6);
  expect(saved).toBeCloseTo(0.25);
});

test('the log tells states, and the stages that are shown', () => {
  const line = (kind: 'state' | 'stage-started' | 'stage-done', name: string) => ({ at: '', kind, name });
  const log = [
    line('state', 'queued'),
    line('state', 'running'),
    line('stage-started', 'read'),
    line('stage-done', 'read'),
    line('stage-started', 'study-soup'),
    line('state', 'paused'),
  ];
  expect(logLines(job({ log })).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'state queued',
    'state running',
    'stage-started read',
    'stage-done read',
    'state paused',
  ]);
});
