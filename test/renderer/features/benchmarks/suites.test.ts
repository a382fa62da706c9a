import { expect, test } from 'vitest';
import type { ModelSummary, SuiteSummary } from '../../../../core/service/contract.ts';
import { createSuites } from '../../../../renderer/features/benchmarks/suites.ts';
import { ServiceError } from '../../../../renderer/transport/service-error.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const suite = { name: 'pumps', kind: 'own', questions: 1, waiting: 2 } as SuiteSummary;

test('suites are listed, and again when some were made or reviewed', async () => {
  const service = createFakeService({ 'suite.list': () => [] });
  const suites = createSuites(createFakeApp(service));
  await settled();
  expect(suites.getState().list).toEqual([]);
  service.answer('suite.list', () => [suite]);
  service.tell({ kind: 'changed', what: 'suites' });
  await settled();
  expect(suites.getState().list).toEqual([suite]);
});

test('what could not be read is told, and can be asked for again', async () => {
  const service = createFakeService({ 'suite.list': () => Promise.reject(new Error('torn')) });
  const suites = createSuites(createFakeApp(service));
  await settled();
  expect(suites.getState()).toMatchObject({ list: null, error: { message: 'torn' } });
  service.answer('suite.list', () => [suite]);
  await suites.load();
  expect(suites.getState()).toMatchObject({ list: [suite], error: null });
});

test('questions are made by what is here alone, or where the person says', async () => {
  const models = [
    { id: 'here', present: true },
    { id: 'gone', present: false },
  ] as ModelSummary[];
  const service = createFakeService({ 'suite.list': () => [], 'model.list': () => models, 'draft.make': () => suite });
  const app = createFakeApp(service);
  const suites = createSuites(app);
  expect((await suites.models()).map(({ id }) => id)).toEqual(['here']);
  suites.make({ manual: 'man_1', count: 3 });
  await settled();
  expect(service.calls).toContainEqual({ method: 'draft.make', input: { manual: 'man_1', count: 3 } });
  service.answer('draft.make', () => Promise.reject(new ServiceError({ code: 'model/offline', message: 'Offline.' })));
  suites.make({ manual: 'man_1' });
  await settled();
  expect(app.toasts.getState().toasts).toMatchObject([{ tone: 'bad' }]);
});

test('a file is taken in with the manual it asks about, or with none', async () => {
  const service = createFakeService({ 'suite.list': () => [], 'suite.import': () => suite });
  const suites = createSuites(createFakeApp(service));
  await suites.importFile('/q.json', 'man_1');
  await suites.importFile('/q.json', '');
  const sent = service.calls.filter(({ method }) => method === 'suite.import').map(({ input }) => input);
  expect(sent).toEqual([{ path: '/q.json', manual: 'man_1' }, { path: '/q.json' }]);
});
