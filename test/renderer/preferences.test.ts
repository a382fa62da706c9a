import { describe, expect, test } from 'vitest';
import type { Settings } from '../../core/service/contract.ts';
import { ServiceError } from '../../renderer/api.ts';
import { createFakeApp } from './fake-app.ts';
import { createFakeService } from './fake-service.ts';

const settings = { theme: 'system', language: 'system', welcomed: true } as Settings;
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('settings', () => {
  test('are read at the start, and again when another window changed them', async () => {
    let kept = settings;
    const service = createFakeService({ 'settings.show': () => kept });
    const { preferences } = createFakeApp(service);
    await soon();
    kept = { ...settings, theme: 'dark' };
    service.tell({ kind: 'changed', what: 'settings' });
    await soon();
    expect(preferences.getState().settings?.theme).toBe('dark');
  });

  test('show a change at once, and take it back when it was not kept', async () => {
    const service = createFakeService({
      'settings.show': () => settings,
      'settings.change': () => {
        throw new ServiceError({ code: 'store/disk-full', message: 'The disk is full.' });
      },
    });
    const { preferences } = createFakeApp(service);
    await soon();
    const change = preferences.change({ theme: 'dark' });
    expect(preferences.getState().settings?.theme).toBe('dark');
    await expect(change).rejects.toMatchObject({ code: 'store/disk-full' });
    expect(preferences.getState().settings?.theme).toBe('system');
  });
});

test('the sidebar is remembered, but not what a narrow window does to it', () => {
  const { preferences } = createFakeApp(createFakeService());
  preferences.toggleSidebar();
  expect(preferences.getState().sidebarOpen).toBe(false);
  preferences.toggleSidebar();
  preferences.setNarrow(true);
  expect(preferences.getState().sidebarOpen).toBe(false);
  preferences.toggleSidebar();
  expect(preferences.getState().sidebarOpen).toBe(true);
  preferences.toggleSidebar();
  preferences.setNarrow(false);
  expect(preferences.getState().sidebarOpen).toBe(true);
});
