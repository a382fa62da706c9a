import { describe, expect, test } from 'vitest';
import type { JobDetail } from '../../core/service/contract.ts';
import { createHome, withPoints } from '../../renderer/state/home.ts';
import { createFakeService } from './fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const job = (id: string, change: Partial<JobDetail> = {}): JobDetail => ({
  id,
  kind: 'build',
  state: 'running',
  title: id,
  stage: 'train',
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

describe('the home as a window sees it', () => {
  test('begins with what is under way, and follows each change', () => {
    const service = createFakeService({}, [job('a')]);
    const home = createHome(service);
    expect(home.getState().known).toBe(true);
    expect([...home.getState().jobs.keys()]).toEqual(['a']);
    service.tell({ kind: 'job-changed', job: job('a', { state: 'done' }) });
    service.tell({ kind: 'job-changed', job: job('b') });
    expect([...home.getState().jobs.values()].map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a done',
      'b running',
    ]);
  });

  test('tells those who listen for a kind, until they stop', () => {
    const service = createFakeService();
    const home = createHome(service);
    let told = 0;
    const stop = home.onChanged(['manuals', 'bots'], () => (told += 1));
    service.tell({ kind: 'changed', what: 'bots' });
    service.tell({ kind: 'changed', what: 'skills' });
    expect(told).toBe(1);
    stop();
    service.tell({ kind: 'changed', what: 'manuals' });
    expect(told).toBe(1);
  });

  test('is watched again after a lost connection: jobs as they are now, everything read again', async () => {
    const points = [{ series: 'train-loss', step: 1, value: 3 }];
    const service = createFakeService({ 'job.points': () => points }, [job('a')]);
    const home = createHome(service);
    await home.loadCurves('a');
    let told = 0;
    home.onChanged(['models'], () => (told += 1));
    expect(told, 'not by the first snapshot: each store reads at its start').toBe(0);
    service.lose();
    expect(home.getState().connection.kind).toBe('reconnecting');
    points.push({ series: 'train-loss', step: 2, value: 2 });
    service.find();
    await settled();
    expect(home.getState().connection.kind).toBe('open');
    expect(told).toBe(1);
    expect(home.getState().curves.get('a')?.['train-loss']).toHaveLength(2);
    expect(service.calls.filter(({ method }) => method === 'home.watch')).toHaveLength(2);
  });

  test('drops a job that was taken off the list, with its curves, and keeps those that are on it', async () => {
    const service = createFakeService({ 'job.list': () => [job('b')], 'job.points': () => [] }, [job('a'), job('b')]);
    const home = createHome(service);
    await home.loadCurves('a');
    service.tell({ kind: 'changed', what: 'jobs' });
    // Begun after the list was asked for: not on it, and not gone.
    service.tell({ kind: 'job-changed', job: job('c') });
    await settled();
    expect([...home.getState().jobs.keys()]).toEqual(['b', 'c']);
    expect(home.getState().curves.has('a')).toBe(false);
  });

  test('keeps its jobs when the list can’t be read', async () => {
    const service = createFakeService({}, [job('a')]);
    const home = createHome(service);
    service.tell({ kind: 'changed', what: 'jobs' });
    await settled();
    expect([...home.getState().jobs.keys()]).toEqual(['a']);
  });

  test('keeps the learning rate that comes with progress as a curve of its stage', () => {
    const service = createFakeService();
    const home = createHome(service);
    service.tell({ kind: 'job-changed', job: job('a', { progress: { done: 3, total: 9, learningRate: 1e-3 } }) });
    service.tell({ kind: 'job-changed', job: job('a', { progress: { done: 4, total: 9, learningRate: 9e-4 } }) });
    expect(home.getState().curves.get('a')?.['train-learning-rate']).toEqual([
      { step: 3, value: 1e-3 },
      { step: 4, value: 9e-4 },
    ]);
  });
});

describe('points that join a curve', () => {
  const values = (points: readonly { step: number; value: number }[] | undefined) =>
    points?.map(({ step, value }) => [step, value]);

  test('follow in order', () => {
    const curves = withPoints(
      {},
      [1, 2, 3].map((step) => ({ series: 'loss', step, value: 10 - step })),
    );
    expect(values(curves.loss)).toEqual([
      [1, 9],
      [2, 8],
      [3, 7],
    ]);
  });

  test('told again after a resume, or late, stand once and in their place, the newer value winning', () => {
    const first = withPoints(
      {},
      [1, 2, 4].map((step) => ({ series: 'loss', step, value: 1 })),
    );
    const curves = withPoints(
      first,
      [3, 2].map((step) => ({ series: 'loss', step, value: 5 })),
    );
    expect(values(curves.loss)).toEqual([
      [1, 1],
      [2, 5],
      [3, 5],
      [4, 1],
    ]);
  });

  test('of one series leave the others alone', () => {
    const loss = [{ step: 1, value: 1 }];
    expect(withPoints({ loss }, [{ series: 'rate', step: 1, value: 2 }]).loss).toBe(loss);
  });
});
