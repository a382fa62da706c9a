import { expect, test } from 'vitest';
import type { JobDetail, RunSummary } from '../../../../core/service/contract.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import {
  createBenchJobs,
  listedRuns,
  runToLookAt,
  stageOf,
} from '../../../../renderer/features/benchmarks/bench-jobs.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const job = (id: string, change: Partial<JobDetail> = {}) =>
  ({ id, kind: 'benchmark', state: 'running', stage: null, createdAt: id, ...change }) as JobDetail;

test('benchmarks that go on, wait or were cut off are shown, the newest first; done ones and other jobs are not', async () => {
  const service = createFakeService({}, [
    job('1', { state: 'paused', reason: 'interrupted' }),
    job('2', { state: 'failed' }),
    job('3'),
    job('4', { state: 'done' }),
    job('5', { kind: 'build' }),
  ]);
  const jobs = createBenchJobs(createFakeApp(service));
  await settled();
  expect(jobs.getState().jobs.map(({ id }) => id)).toEqual(['3', '2', '1']);
  service.tell({ kind: 'job-changed', job: job('3', { state: 'done' }) });
  expect(jobs.getState().jobs.map(({ id }) => id)).toEqual(['2', '1']);
});

test('what is no benchmark’s news changes nothing', async () => {
  const service = createFakeService({}, [job('1')]);
  const jobs = createBenchJobs(createFakeApp(service));
  await settled();
  const before = jobs.getState();
  service.tell({ kind: 'job-changed', job: job('9', { kind: 'build' }) });
  expect(jobs.getState()).toBe(before);
});

test('a job that was removed is gone, one that goes on is asked to', async () => {
  const service = createFakeService(
    {
      'job.list': () => [job('2', { state: 'paused' })],
      'job.resume': () => ({ job: '2', kind: 'benchmark', result: null }),
    },
    [job('1', { state: 'failed' }), job('2', { state: 'paused' })],
  );
  const jobs = createBenchJobs(createFakeApp(service));
  await settled();
  service.tell({ kind: 'changed', what: 'jobs' });
  await settled();
  expect(jobs.getState().jobs.map(({ id }) => id)).toEqual(['2']);
  jobs.resume('2');
  expect(service.calls.at(-1)).toEqual({ method: 'job.resume', input: { job: '2' } });
});

test('one that is paused stays in sight, and goes on from there', async () => {
  const running = job('1', { progress: { done: 5, total: 20 } });
  const service = createFakeService(
    {
      'job.resume': () => {
        service.tell({ kind: 'job-changed', job: running });
        return { job: '1', kind: 'benchmark', result: null };
      },
    },
    [running],
  );
  const app = createFakeApp(service);
  const jobs = createBenchJobs(app);
  await settled();
  service.tell({ kind: 'job-changed', job: { ...running, state: 'paused', reason: 'asked' } });
  expect(jobs.getState().jobs).toMatchObject([{ state: 'paused', progress: { done: 5, total: 20 } }]);
  jobs.resume('1');
  await settled();
  expect(jobs.getState().jobs).toMatchObject([{ state: 'running' }]);
  expect(app.toasts.getState().toasts).toEqual([]);
});

test('one that can’t go on says why', async () => {
  const refuse = () => Promise.reject(new ServiceError({ code: 'jobs/not-found', message: 'It is gone.' }));
  const app = createFakeApp(createFakeService({ 'job.resume': refuse }));
  createBenchJobs(app).resume('1');
  await settled();
  expect(app.toasts.getState().toasts).toMatchObject([{ tone: 'bad', text: 'It is gone.' }]);
});

test('one that is stopped is gone from those that go on', async () => {
  const service = createFakeService({}, [job('1')]);
  const jobs = createBenchJobs(createFakeApp(service));
  await settled();
  service.tell({ kind: 'job-changed', job: job('1', { state: 'cancelled' }) });
  expect(jobs.getState().jobs).toEqual([]);
});

test('its stage says what it does, and which system it makes', () => {
  expect(stageOf({ stage: null })).toEqual({ kind: 'starting' });
  expect(stageOf({ stage: 'study' })).toEqual({ kind: 'studying' });
  expect(stageOf({ stage: 'prepare-cat-learned-best' })).toEqual({ kind: 'preparing', system: 'cat-learned-best' });
  expect(stageOf({ stage: 'bench' })).toEqual({ kind: 'asking' });
});

test('a run is listed unless its job is shown in its place', () => {
  const run = (id: string, state: RunSummary['state'], of: string | null) => ({ id, state, job: of }) as RunSummary;
  const runs = [run('a', 'done', '1'), run('b', 'paused', '2'), run('c', 'cancelled', '3'), run('d', 'failed', null)];
  expect(listedRuns(runs, [job('1'), job('2')]).map(({ id }) => id)).toEqual(['a', 'c', 'd']);
});

test('a job’s run can be looked at once it has an answer', () => {
  const runs = [
    { id: 'a', job: '1', answered: false },
    { id: 'b', job: '2', answered: true },
  ] as RunSummary[];
  expect(runToLookAt(runs, '1')).toBeUndefined();
  expect(runToLookAt(runs, '2')?.id).toBe('b');
});
