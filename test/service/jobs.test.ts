import { existsSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { openHome } from './open-home.ts';

describe('a job', () => {
  it('is shown whole, with its stages, progress and curves', async () => {
    const service = await openHome();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({
      kind: 'build',
      input: { name: 'Pump', recipe: { seed: 1 } },
      state: 'paused',
      reason: 'asked',
      stage: 'train',
      stages: { read: 'man_1', study: {} },
      progress: { done: 3, total: 10, loss: null, tokensPerSecond: 5 },
      error: { code: 'training/diverged', message: 'No number.', hint: 'Lower the rate.' },
    });
    const points = [1, 2].map((step) => ({ jobId: id, series: 'loss', step, value: 1 / step }));
    store.points.save([...points, { jobId: id, series: 'learning-rate', step: 1, value: 0.1 }]);
    store.close();
    expect(await service.call('job.show', { job: id })).toMatchObject({
      title: 'Pump',
      input: { recipe: { seed: 1 } },
      reason: 'asked',
      stages: [
        { name: 'read', state: 'done' },
        { name: 'study', state: 'done' },
      ],
      progress: { done: 3, total: 10, tokensPerSecond: 5 },
      error: { code: 'training/diverged', hint: 'Lower the rate.' },
      finishedAt: null,
    });
    expect(await service.call('job.points', { job: id })).toEqual([
      { series: 'learning-rate', step: 1, value: 0.1 },
      { series: 'loss', step: 1, value: 1 },
      { series: 'loss', step: 2, value: 0.5 },
    ]);
    await expect(service.call('job.show', { job: 'job_none' })).rejects.toMatchObject({ code: 'jobs/not-found' });
  });

  it('says when each stage began and was done, in whichever window and however late it is asked', async () => {
    const service = await openHome();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({ kind: 'build', input: {}, state: 'running' });
    store.jobs.update(id, { stage: 'read' });
    store.jobs.update(id, { progress: { done: 1, total: 2 } });
    store.jobs.saveStage(id, 'read', 'man_1');
    store.jobs.update(id, { state: 'paused', reason: 'asked' });
    store.close();
    const { log } = await service.call('job.show', { job: id });
    expect(log.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'state running',
      'stage-started read',
      'stage-done read',
      'state paused',
    ]);
    expect(log.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
  });

  it('that has ended is taken off the list with what it had begun, and what it has made stays', async () => {
    const service = await openHome();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({ kind: 'build', input: {}, state: 'failed' });
    mkdirSync(store.jobFolder(id), { recursive: true });
    const skill = { baseModel: 'm', kind: 'manual' as const, rank: 4, alpha: 8, targets: [], versions: {} };
    const made = { ...skill, jobId: id };
    const begun = store.skills.insert({ ...made, name: 'begun', state: 'training' } as never);
    const whole = store.skills.insert({ ...made, name: 'whole', state: 'ready' } as never);
    expect(await service.call('job.remove', { job: id })).toEqual({ removed: id });
    expect(await service.call('job.list', {})).toEqual([]);
    expect(existsSync(store.jobFolder(id))).toBe(false);
    expect([store.skills.get(begun.id), store.skills.get(whole.id)?.name]).toEqual([undefined, 'whole']);
    store.close();
  });
});

describe('a job that a dead host left running', () => {
  it.each(['cancel', 'remove'] as const)('is taken away by %s', async (how) => {
    const service = await openHome();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({ kind: 'build', input: {}, state: 'running', pid: 1, owner: 'dead' });
    await service.call(`job.${how}`, { job: id });
    expect(store.jobs.get(id)).toBeUndefined();
    store.close();
  });

  it('is paused by pausing it', async () => {
    const service = await openHome();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({ kind: 'build', input: {}, state: 'running', pid: 1, owner: 'dead' });
    expect(await service.call('job.pause', { job: id })).toMatchObject({ id, state: 'paused' });
    store.close();
  });
});

describe('a home that is taken', () => {
  async function taken(resumeAtStart: boolean) {
    const home = temporaryFolder();
    const store = openStore(home);
    store.settings.set('resumeAtStart', resumeAtStart);
    const row = (state: 'running' | 'paused', reason: 'asked' | 'closed' | null = null) =>
      store.jobs.insert({ kind: 'import', input: { path: '/no/such/file.md' }, state, reason }).id;
    const jobs = { died: row('running'), closed: row('paused', 'closed'), asked: row('paused', 'asked') };
    store.jobs.insert({ kind: 'dance', input: {}, state: 'running' });
    store.close();
    const service = await openHome({ home });
    service.takeHome();
    const list = await service.call('job.list', {});
    return Object.fromEntries(
      Object.entries(jobs).map(([name, id]) => [name, list.find((job) => job.id === id)?.state]),
    );
  }

  it('goes on with what was cut off, and leaves what a person paused', async () => {
    const { died, closed, asked } = await taken(true);
    expect([died, closed].every((state) => state === 'queued' || state === 'running')).toBe(true);
    expect(asked).toBe('paused');
  });

  it('goes on with nothing when the settings say so', async () => {
    expect(await taken(false)).toEqual({ died: 'paused', closed: 'paused', asked: 'paused' });
  });
});
