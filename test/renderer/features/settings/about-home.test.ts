import { expect, test } from 'vitest';
import { createAboutHome } from '../../../../renderer/features/settings/about-home.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

test('the log is read when it is asked for, and again after that', async () => {
  const lines = ['2026-07-01T08:00:00.000Z job job_1 build running'];
  const service = createFakeService({ 'home.log': () => ({ lines: [...lines] }) });
  const about = createAboutHome(createFakeApp(service));
  expect(about.getState().log).toBeNull();
  await about.loadLog();
  expect(about.getState().log).toEqual(lines);
  lines.push('2026-07-01T09:00:00.000Z job job_1 build done');
  await about.loadLog();
  expect(about.getState().log).toEqual(lines);
});
