import { describe, expect, it } from 'vitest';
import { withDevice } from '../../core/service/settings.ts';
import { defaultSettings, settingsOf } from '../../core/service/settings-kept.ts';
import { temporaryStore } from '../store/temporary-home.ts';
import { openHome } from './open-home.ts';

describe('settings', () => {
  it('are as they come until they are changed, one by one, and are kept', async () => {
    const service = await openHome();
    expect(await service.call('settings.show', {})).toEqual(defaultSettings);
    await service.call('settings.change', { theme: 'dark' });
    const changed = await service.call('settings.change', { offline: true, model: 'Qwen3-0.6B' });
    const expected = { ...defaultSettings, theme: 'dark', offline: true, model: 'Qwen3-0.6B' };
    expect(changed).toEqual(expected);
    expect(await service.call('settings.change', { model: null })).toEqual({ ...expected, model: null });
  });

  it.each([{ theme: 'pink' }, { offline: 'yes' }, { device: 'abacus' }, { modelsFolder: '/elsewhere' }, { model: '' }])(
    'refuse %j',
    async (change) => {
      const service = await openHome();
      await expect(service.call('settings.change', change as never)).rejects.toMatchObject({
        code: 'service/bad-request',
      });
      expect(await service.call('settings.show', {})).toEqual(defaultSettings);
    },
  );

  it('that can not be read are as they come', () => {
    const store = temporaryStore();
    store.settings.set('theme', 7);
    store.settings.set('offline', true);
    expect(settingsOf(store)).toEqual({ ...defaultSettings, offline: true });
  });

  it('name the device of what computes and names none', () => {
    const cuda = () => ({ ...defaultSettings, device: 'cuda' as const });
    const ask = { bot: 'b', question: 'q' };
    expect(withDevice('bot.ask', ask, cuda)).toEqual({ ...ask, device: 'cuda' });
    expect(withDevice('bot.ask', { ...ask, device: 'cpu' }, cuda)).toEqual({ ...ask, device: 'cpu' });
    expect(withDevice('bot.ask', ask, () => defaultSettings)).toEqual(ask);
    expect(withDevice('run.list', {}, cuda)).toEqual({});
  });
});

describe('a home that is offline', () => {
  it('refuses to fetch, and writes down what was refused', async () => {
    const service = await openHome();
    await service.call('settings.change', { offline: true });
    const pulled = service.call('model.pull', { model: 'Qwen/Qwen3-0.6B' });
    await expect(pulled).rejects.toMatchObject({ code: 'model/offline' });
    const { total, items } = await service.call('connection.list', {});
    expect(total).toBe(1);
    expect(items).toMatchObject([
      { url: expect.stringMatching(/^https:/), outcome: 'refused', purpose: 'fetch Qwen/Qwen3-0.6B' },
    ]);
  });
});
