import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { type JobBody, type JobEvent, openJobs } from '../../core/jobs/index.ts';
import { lockHome } from '../../core/store/index.ts';
import { codeOf, temporaryFolder, temporaryStore } from '../store/temporary-home.ts';

describe('jobs', () => {
  it('run their stages in turn, keep the results, and are done', async () => {
    const { jobs, store, events } = open({
      build: async ({ input, stage, folder }) => {
        expect(existsSync(folder)).toBe(true);
        const pages = await stage('read', () => ({ count: 3, left: undefined }));
        return await stage('train', async () => pages.count * (input as { factor: number }).factor);
      },
    });
    const { id } = jobs.start('build', { factor: 2 });
    const job = await jobs.finished(id);
    expect(job).toMatchObject({
      state: 'done',
      result: 6,
      stages: { read: { count: 3 }, train: 6 },
      error: null,
      pid: null,
    });
    expect(existsSync(store.jobFolder(id))).toBe(false);
    expect(
      events.map((event) =>
        event.type === 'state'
          ? event.job.state
          : event.type === 'stage'
            ? `${event.stage} ${event.state}`
            : event.type,
      ),
    ).toEqual(['queued', 'running', 'read started', 'read done', 'train started', 'train done', 'done']);
  });

  it('go on after the last stage kept when resumed, and see what an undisturbed job sees', async () => {
    let reads = 0;
    let fail = true;
    const seen: unknown[] = [];
    const { jobs, store, events } = open({
      build: async ({ stage }) => {
        const pages = await stage('read', () => ({ at: new Date(0), loss: Number.NaN, count: ++reads }));
        seen.push(pages);
        await stage('train', () => {
          if (fail) throw new AppError('training/diverged', 'The loss is no number.', { hint: 'Lower the rate.' });
        });
      },
    });
    const { id } = jobs.start('build', {});
    expect(await jobs.finished(id)).toMatchObject({
      state: 'failed',
      stage: 'train',
      error: { code: 'training/diverged', message: 'The loss is no number.', hint: 'Lower the rate.' },
    });
    expect(existsSync(store.jobFolder(id))).toBe(true);
    fail = false;
    expect(jobs.resume(id)).toMatchObject({ state: 'queued', error: null });
    const { log } = await jobs.finished(id);
    expect(log.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'state queued',
      'state running',
      'stage-started read',
      'stage-done read',
      'stage-started train',
      'state failed',
      // It goes on with the stage that it had begun.
      'state queued',
      'state running',
      'stage-done train',
      'state done',
    ]);
    const times = log.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(seen).toEqual(Array(2).fill({ at: '1970-01-01T00:00:00.000Z', loss: null, count: 1 }));
    expect(events).toContainEqual({ type: 'stage', jobId: id, stage: 'read', state: 'skipped' });
    expect(codeOf(() => jobs.resume(id))).toBe('jobs/not-resumable');
    expect(codeOf(() => jobs.resume('job_none'))).toBe('jobs/not-found');
  });

  it('keep rows of a stage and its result together or not at all', async () => {
    const { jobs, store } = open({
      build: ({ stage }) =>
        stage(
          'save',
          () => 'loss',
          (made) => {
            store.settings.set(made, 1);
            throw new Error('after the row');
          },
        ),
    });
    const job = await jobs.finished(jobs.start('build', {}).id);
    expect(job).toMatchObject({ state: 'failed', stages: {}, error: { code: 'internal/defect' } });
    expect(store.settings.all()).toEqual({});
  });

  it('are cancelled while they run, by this process or by another one’s wish, which is no error', async () => {
    const { jobs, store } = open({ build: untilAborted });
    const first = jobs.start('build', {});
    await running(jobs, first.id);
    expect(await jobs.cancel(first.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(await jobs.cancel(first.id)).toMatchObject({ state: 'cancelled' });

    const second = jobs.start('build', {});
    await running(jobs, second.id);
    store.jobs.askCancel(second.id);
    expect(await jobs.finished(second.id)).toMatchObject({ state: 'cancelled', error: null });
  });

  it('wait for one another, and are cancelled while they wait', async () => {
    const { jobs } = open({ build: untilAborted });
    const first = jobs.start('build', {});
    const second = jobs.start('build', {});
    await running(jobs, first.id);
    expect(jobs.list({ states: ['queued'] }).map(({ id }) => id)).toEqual([second.id]);
    expect(await jobs.cancel(second.id)).toMatchObject({ state: 'cancelled' });
    expect(await jobs.cancel(first.id)).toMatchObject({ state: 'cancelled' });
    await expect(jobs.cancel('job_none')).rejects.toMatchObject({ code: 'jobs/not-found' });
  });

  it('are paused, running or waiting, by this process or by another one’s wish, to go on when asked', async () => {
    const { jobs, store } = open({ build: untilAborted });
    const first = jobs.start('build', {});
    const second = jobs.start('build', {});
    await running(jobs, first.id);
    const paused = { state: 'paused', reason: 'asked', finishedAt: null, error: null };
    expect(await jobs.pause(second.id)).toMatchObject(paused);
    expect(await jobs.pause(first.id)).toMatchObject(paused);
    expect(await jobs.pause(first.id)).toMatchObject(paused);

    jobs.resume(first.id);
    await running(jobs, first.id);
    store.jobs.askPause(first.id);
    expect(await jobs.finished(first.id)).toMatchObject({ ...paused, cancelAsked: false });
    jobs.resume(first.id);
    await running(jobs, first.id);
    expect(await jobs.cancel(first.id)).toMatchObject({ state: 'cancelled', reason: null });
  });

  it('that were asked to pause when their host died stay paused by wish', async () => {
    const home = temporaryFolder();
    const store = temporaryStore(home);
    const row = store.jobs.insert({ kind: 'build', input: {}, state: 'running', cancelAsked: true, reason: 'asked' });
    open({ build: untilAborted }, home);
    expect(store.jobs.get(row.id)).toMatchObject({ state: 'paused', reason: 'asked', cancelAsked: false });
  });

  it('of a lane wait for one another alone', async () => {
    const { jobs, store } = open({ build: untilAborted, fetch: untilAborted }, temporaryFolder(), { fetch: 'network' });
    const [build, fetch, waits] = [jobs.start('build', {}), jobs.start('fetch', {}), jobs.start('fetch', {})];
    await running(jobs, fetch.id);
    expect([build, fetch, waits].map(({ id }) => store.jobs.require(id).state)).toEqual([
      'running',
      'running',
      'queued',
    ]);
    const next = running(jobs, waits.id);
    await jobs.cancel(fetch.id);
    await next;
  });

  it('pause when their host closes', async () => {
    const { jobs, store } = open({ build: untilAborted });
    const first = jobs.start('build', {});
    const second = jobs.start('build', {});
    await running(jobs, first.id);
    await jobs.close();
    for (const { id } of [first, second]) {
      expect(store.jobs.get(id)).toMatchObject({ state: 'paused', reason: 'closed', finishedAt: null, owner: null });
    }
  });

  it('that a dead host left running are found, paused and resumable', async () => {
    const home = temporaryFolder();
    const store = temporaryStore(home);
    const left = store.jobs.insert({
      kind: 'build',
      input: {},
      state: 'running',
      pid: 1,
      owner: 'dead',
      stages: { read: 5 },
    });
    const waited = store.jobs.insert({ kind: 'build', input: {} });
    const asked = store.jobs.insert({ kind: 'build', input: {}, state: 'running', cancelAsked: true });
    const unknown = store.jobs.insert({ kind: 'dance', input: {}, state: 'paused' });
    const { jobs } = open({ build: ({ stage }) => stage('read', () => 0) }, home);
    expect(jobs.interrupted.map(({ id }) => id)).toEqual([waited.id, left.id]);
    expect(store.jobs.get(left.id)).toMatchObject({ state: 'paused', reason: 'interrupted', pid: null, owner: null });
    expect(store.jobs.get(asked.id)?.state).toBe('cancelled');
    jobs.resume(left.id);
    expect(await jobs.finished(left.id)).toMatchObject({ state: 'done', result: 5, reason: null });
    expect(() => jobs.resume(unknown.id)).toThrow(/"dance"/);
  });

  it('tell the first and the last progress, few between, and every point', async () => {
    const { jobs, store, events } = open({
      build: ({ stage, progress, points }) =>
        stage('train', () => {
          for (let step = 1; step <= 1000; step++) {
            progress({ step });
            points([{ series: 'loss', step, value: 1 / step }]);
          }
        }),
    });
    const { id } = jobs.start('build', {});
    expect(await jobs.finished(id)).toMatchObject({ state: 'done', progress: { step: 1000 } });
    const told = events.filter((event) => event.type === 'progress').map((event) => event.progress);
    expect(told[0]).toEqual({ step: 1 });
    expect(told.at(-1)).toEqual({ step: 1000 });
    expect(told.length).toBeLessThan(100);
    expect(store.points.list(id, 'loss')).toHaveLength(1000);
    const points = events.flatMap((event) => (event.type === 'points' ? event.points : []));
    expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });
});

const untilAborted: JobBody = ({ signal, stage }) =>
  stage('wait', () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));

function open(
  kinds: Readonly<Record<string, JobBody>>,
  home = temporaryFolder(),
  lanes: Readonly<Record<string, string>> = {},
) {
  const store = temporaryStore(home);
  const lock = lockHome(home);
  const jobs = openJobs(store, { lock, kinds, lanes });
  const events: JobEvent[] = [];
  jobs.onEvent((event) => events.push(event));
  onTestFinished(async () => {
    await jobs.close();
    lock.release();
  });
  return { jobs, store, events };
}

function running(jobs: ReturnType<typeof openJobs>, id: string): Promise<void> {
  return new Promise((resolve) => {
    const end = jobs.onEvent((event) => {
      if (event.type !== 'stage' || event.jobId !== id) return;
      end();
      // After the stage's own function was called.
      setImmediate(resolve);
    });
  });
}
