import { expect, test } from 'vitest';
import type { BuildPlan, ImportResult, ModelSummary, Settings, Welcome } from '../../../../core/service/contract.ts';
import { createFirstStart } from '../../../../renderer/features/welcome/welcome.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const welcome = {
  model: 'small',
  sample: { path: '/sample.pdf', title: 'Sample', pages: 73 },
  devices: [],
} as unknown as Welcome;

test('the first start proposes a model, takes the sample in page by page, and is remembered', async () => {
  const pages: unknown[] = [];
  let settings = { welcomed: false } as Settings;
  const service = createFakeService({
    'home.welcome': () => welcome,
    'bot.plan': () => ({ seconds: 420 }) as BuildPlan,
    'model.list': () => [{ id: 'big' }, { id: 'small', title: 'Small' }] as ModelSummary[],
    'settings.show': () => settings,
    'settings.change': (change) => {
      settings = { ...settings, ...change };
      return settings;
    },
    'manual.import': (_, { onEvent }) => {
      onEvent?.({ kind: 'progress', stage: 'read', done: 5, total: 73 });
      return { id: 'm7' } as ImportResult;
    },
  });
  const first = createFirstStart(createFakeApp(service));
  await first.load();
  expect(first.getState()).toMatchObject({ model: { title: 'Small' }, seconds: 420 });
  first.subscribe(({ reading }) => pages.push(reading));
  expect(service.calls.find(({ method }) => method === 'bot.plan')?.input).toMatchObject({ model: 'small' });
  expect(await first.takeSample()).toBe('m7');
  expect(pages).toEqual([{ done: 0, total: 73 }, { done: 5, total: 73 }, null]);
  expect(service.calls.find(({ method }) => method === 'manual.import')?.input).toEqual({ path: '/sample.pdf' });
  await first.done();
  expect(settings).toMatchObject({ welcomed: true, model: 'small' });
});
