import { expect, test } from 'vitest';
import type { BenchReport, PreparedSummary, RunComparison } from '../../../../core/service/contract.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import { createPrepared } from '../../../../renderer/features/benchmarks/prepared.ts';
import { createRuns } from '../../../../renderer/features/benchmarks/runs.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const report = { run: 'run_1', suite: 'pumps' } as BenchReport;

test('a run’s scores are read once, and anew when ratings may have changed them', async () => {
  const service = createFakeService({ 'run.list': () => [], 'bot.list': () => [], 'run.show': () => report });
  const runs = createRuns(createFakeApp(service));
  await runs.report('run_1');
  await runs.report('run_1');
  const shown = () => service.calls.filter(({ method }) => method === 'run.show').length;
  expect(shown()).toBe(1);
  await runs.reread('run_1');
  expect(shown()).toBe(2);
});

test('a run that has not ended is read each time it is looked at, until it has', async () => {
  let now: BenchReport = { ...report, unfinished: 'running' };
  const service = createFakeService({ 'run.list': () => [], 'bot.list': () => [], 'run.show': () => now });
  const runs = createRuns(createFakeApp(service));
  expect(await runs.report('run_1')).toMatchObject({ unfinished: 'running' });
  now = report;
  for (let i = 0; i < 3; i++) expect(await runs.report('run_1')).toEqual(report);
  expect(service.calls.filter(({ method }) => method === 'run.show')).toHaveLength(2);
});

test('a run is saved in the chosen form, and its page is handed to the printer', async () => {
  const service = createFakeService({
    'run.list': () => [],
    'bot.list': () => [],
    'run.export': ({ format }) => ({ name: `pumps.${format}`, text: `as ${format}` }),
  });
  const app = createFakeApp(service);
  const done: string[] = [];
  const files = {
    ...app.files,
    saveText: (name: string, text: string) => done.push(`${name}: ${text}`),
    print: (html: string) => done.push(`printed: ${html}`),
  };
  const runs = createRuns({ ...app, files });
  await runs.save('run_1', 'csv');
  await runs.print('run_1');
  expect(done).toEqual(['pumps.csv: as csv', 'printed: as html']);
});

test('kept work is listed again when it changed, and cleared as chosen', async () => {
  const kept = { key: 'k1', kind: 'sweep', title: 'Sweep', bytes: 10 } as PreparedSummary;
  const service = createFakeService({
    'prepared.list': () => [kept],
    'prepared.remove': ({ keys = [] }) => ({ removed: keys, bytes: 10 }),
  });
  const prepared = createPrepared(createFakeApp(service));
  await settled();
  expect(prepared.getState().list).toEqual([kept]);
  service.answer('prepared.list', () => []);
  service.tell({ kind: 'changed', what: 'prepared' });
  await settled();
  expect(prepared.getState().list).toEqual([]);
  await prepared.remove(['k1']);
  expect(service.calls.find(({ method }) => method === 'prepared.remove')?.input).toEqual({ keys: ['k1'] });
});

test('all kept work can be cleared at once; what can’t be stays, and why is told', async () => {
  let kept = ['k1', 'k2'].map((key) => ({ key, kind: 'sweep', title: key, bytes: 10 }) as PreparedSummary);
  const service = createFakeService({
    'prepared.list': () => kept,
    'prepared.remove': () => Promise.reject(new ServiceError({ code: 'store/not-writable', message: 'Read-only.' })),
  });
  const prepared = createPrepared(createFakeApp(service));
  await settled();
  await expect(prepared.remove(['k1', 'k2'])).rejects.toMatchObject({ code: 'store/not-writable' });
  expect(prepared.getState().list).toHaveLength(2);
  service.answer('prepared.remove', () => {
    kept = [];
    return { removed: ['k1', 'k2'], bytes: 20 };
  });
  expect(await prepared.remove()).toEqual({ removed: ['k1', 'k2'], bytes: 20 });
  expect(service.calls.filter(({ method }) => method === 'prepared.remove').at(-1)?.input).toEqual({});
  expect(prepared.getState().list).toEqual([]);
});

test('kept work that could not be listed can be asked for again', async () => {
  const service = createFakeService({ 'prepared.list': () => Promise.reject(new Error('torn')) });
  const prepared = createPrepared(createFakeApp(service));
  await settled();
  expect(prepared.getState()).toMatchObject({ list: null, error: { message: 'torn' } });
  service.answer('prepared.list', () => []);
  await prepared.load();
  expect(prepared.getState()).toEqual({ list: [], error: null });
});

test('two runs are compared in the order they were chosen in, and why they can’t be is told', async () => {
  const compared: RunComparison = { first: 'run_2', second: 'run_1', differences: [] };
  const service = createFakeService({ 'run.list': () => [], 'bot.list': () => [], 'run.compare': () => compared });
  const runs = createRuns(createFakeApp(service));
  expect(await runs.compare('run_2', 'run_1')).toBe(compared);
  expect(service.calls.at(-1)).toEqual({ method: 'run.compare', input: { first: 'run_2', second: 'run_1' } });
  service.answer('run.compare', () =>
    Promise.reject(new ServiceError({ code: 'service/bad-request', message: 'They put different questions.' })),
  );
  await expect(runs.compare('run_2', 'run_3')).rejects.toMatchObject({ message: 'They put different questions.' });
});
