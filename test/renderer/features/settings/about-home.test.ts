import { expect, test } from 'vitest';
import type { DoctorReport, HomeMoveResult } from '../../../../core/service/contract.ts';
import { createAboutHome } from '../../../../renderer/features/settings/about-home.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

/** A home in `/old` that can be moved to `/new`, and settings that show it. */
async function settingsOfHome() {
  let folders: Record<string, string> = { home: '/old', models: '/old/models' };
  const service = createFakeService({
    'home.doctor': () => ({ folders }) as unknown as DoctorReport,
    'model.list': () => [],
    'home.move': ({ folder }, { onEvent }) => {
      onEvent?.({ kind: 'progress', stage: 'move', done: 5, total: 10 });
      folders = { home: folder, models: `${folder}/models`, previous: '/old' };
      return {} as HomeMoveResult;
    },
    'home.moveBack': () => {
      folders = { home: '/old', models: '/old/models' };
      return { home: '/old', left: '/new' };
    },
    'home.removePrevious': () => {
      folders = { home: '/new', models: '/new/models' };
      return { folder: '/old' };
    },
  });
  const about = createAboutHome(createFakeApp(service));
  await about.load();
  return { service, about, shown: () => about.getState().doctor?.folders };
}

test('moving the data folder shows how far it is, then the new folder and the old one', async () => {
  const { about, shown } = await settingsOfHome();
  const seen: unknown[] = [];
  about.subscribe(({ move }) => seen.push(move?.progress?.done ?? null));
  await about.move('home', '/new');
  expect(seen).toContain(5);
  expect(about.getState().move).toBeNull();
  expect(shown()).toEqual({ home: '/new', models: '/new/models', previous: '/old' });
});

test('a move that is stopped is told to the host, and the button is free again', async () => {
  const { service, about, shown } = await settingsOfHome();
  service.answer('home.move', (_input, { signal }) => {
    about.getState().move?.abort.abort(new Error('stopped'));
    throw signal?.reason;
  });
  await expect(about.move('home', '/new')).rejects.toThrow('stopped');
  expect(about.getState().move).toBeNull();
  expect(shown()?.home).toBe('/old');
});

test('the old folder can be gone back to, or its content deleted', async () => {
  const { about, shown } = await settingsOfHome();
  await about.move('home', '/new');
  expect(await about.moveBack()).toBe('/new');
  expect(shown()).toEqual({ home: '/old', models: '/old/models' });
  await about.move('home', '/new');
  await about.removePrevious();
  expect(shown()).toEqual({ home: '/new', models: '/new/models' });
});

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
