import { describe, expect, test } from 'vitest';
import type { ModelSummary } from '../../../../core/service/contract.ts';
import { createModels } from '../../../../renderer/features/models/models.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const small: ModelSummary = {
  id: 'small',
  kind: 'base',
  title: 'Small',
  licence: 'Apache-2.0',
  downloadBytes: 98_000_000,
  partBytes: 0,
  present: false,
  folder: null,
  isDefault: true,
  parameters: 135_000_000,
  memory: null,
  fits: null,
};

/** Lets what waits on answered promises run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the models of the window', () => {
  test('are read when first looked at, and again when the home tells that they changed', async () => {
    let present = false;
    const service = createFakeService({ 'model.list': () => [{ ...small, present }] });
    const models = createModels(createFakeApp(service));
    await settled();
    expect(models.getState().list?.map((model) => model.present)).toEqual([false]);
    present = true;
    service.tell({ kind: 'changed', what: 'models' });
    await settled();
    expect(models.getState().list?.map((model) => model.present)).toEqual([true]);
  });

  test('tell why they could not be read', async () => {
    const models = createModels(createFakeApp(createFakeService()));
    await settled();
    expect(models.getState().error).toMatchObject({ code: 'service/not-found' });
  });

  test('show a download that fails as a toast, not as a broken page', async () => {
    const service = createFakeService({ 'model.list': () => [small] });
    const app = createFakeApp(service);
    const models = createModels(app);
    models.pull('small');
    await settled();
    expect(models.getState().error).toBeNull();
    expect(app.toasts.getState().toasts).toHaveLength(1);
  });

  test('keep what a check found, and are no longer busy when it fails', async () => {
    const problem = {
      model: 'small',
      ok: false,
      problems: [],
      wrong: [{ file: 'model.safetensors', state: 'missing' as const }],
    };
    const service = createFakeService({ 'model.list': () => [small], 'model.verify': () => [problem] });
    const models = createModels(createFakeApp(service));
    await models.verify('small');
    expect(models.getState().checks.get('small')).toEqual(problem);
    service.answer('model.verify', () => Promise.reject(new Error('gone')));
    await expect(models.verify('small')).rejects.toThrow('gone');
    expect(models.getState().checking.size).toBe(0);
  });
});
