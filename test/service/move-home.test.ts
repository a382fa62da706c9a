import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { hostOf } from '../../core/service/index.ts';
import { openStore } from '../../core/store/index.ts';
import { tinyModelFiles } from '../catalog/places.ts';
import { mountSmallDisk, noSmallDisk } from '../helpers/small-disk.ts';
import { killHard, nextMessage, startChild } from '../store/child.ts';
import { addManual, temporaryFolder } from '../store/temporary-home.ts';
import { listener, openHome } from './open-home.ts';

const pump = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));

beforeEach(() => vi.stubEnv('STOCKPOT_MODELS', ''));
afterEach(() => vi.unstubAllEnvs());

/** A home with a manual, its file, a base model and a private file, and a place that is not there yet. */
async function homeToMove() {
  const home = temporaryFolder();
  const store = openStore(home);
  const { id, sha256 } = addManual(store);
  store.close();
  mkdirSync(join(home, 'manuals', sha256), { recursive: true });
  writeFileSync(join(home, 'manuals', sha256, 'pump.pdf'), 'the pages');
  mkdirSync(join(home, 'models', 'mine'), { recursive: true });
  for (const [file, bytes] of Object.entries(tinyModelFiles()))
    writeFileSync(join(home, 'models', 'mine', file), bytes);
  writeFileSync(join(home, 'session.key'), 'secret', { mode: 0o600 });
  const service = await openHome({ home });
  const to = join(temporaryFolder(), 'elsewhere', 'data');
  const manuals = async () => (await service.call('manual.list', {})).map((row) => row.id);
  const modelFolder = async () => (await service.call('model.list', {})).find((row) => row.id === 'mine')?.folder;
  const file = (at: string) => readFileSync(join(at, 'manuals', sha256, 'pump.pdf'), 'utf8');
  return { home, service, to, manual: id, manuals, modelFolder, file };
}

const noteIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'moved.json'), 'utf8'));
const folders = async (service: Awaited<ReturnType<typeof openHome>>) =>
  (await service.call('home.doctor', {})).folders;

describe('moving the data folder', () => {
  it('copies all of it, works on in the new place at once, and leaves the old one whole with a note', async () => {
    const { home, service, to, manual, manuals, modelFolder, file } = await homeToMove();
    service.takeHome();
    service.publish(4711, 'secret');
    const { onEvent, events } = listener();
    const watching = listener();
    service.call('home.watch', {}, { onEvent: watching.onEvent }).catch(() => {});
    const moved = await service.call('home.move', { folder: to }, { onEvent });
    expect(moved).toMatchObject({ folder: to, previous: home });
    expect(events.filter(({ kind }) => kind === 'progress').at(-1)).toEqual({
      kind: 'progress',
      stage: 'move',
      done: moved.bytes,
      total: moved.bytes,
    });
    expect(readdirSync(dirname(to))).toEqual(['data']);

    expect(service.home).toBe(to);
    expect(await manuals()).toEqual([manual]);
    expect(file(to)).toBe('the pages');
    expect(await modelFolder()).toBe(join(to, 'models', 'mine'));
    expect(statSync(join(to, 'session.key')).mode & 0o777).toBe(0o600);
    expect(hostOf(home)).toMatchObject({ port: 4711, secret: 'secret', pid: process.pid });
    expect(watching.events).toContainEqual({ kind: 'changed', what: 'manuals' });

    await service.call('settings.change', { theme: 'dark' });
    const old = openStore(home);
    expect(old.settings.get('theme')).toBeUndefined();
    expect(old.manuals.list().map((row) => row.id)).toEqual([manual]);
    old.close();
    expect(file(home)).toBe('the pages');
    expect(noteIn(home)).toEqual({ to });
  });

  it('is followed by whoever opens the old place afterwards', async () => {
    const { home, service, to, manual } = await homeToMove();
    await service.call('home.move', { folder: to });
    await service.close();
    const again = await openHome({ home });
    expect(again.home).toBe(to);
    expect((await again.call('manual.list', {})).map((row) => row.id)).toEqual([manual]);
  });

  it('takes along what is named by its whole path: the models folder, models, and files that jobs began with', async () => {
    const { home, service, to } = await homeToMove();
    const store = openStore(home);
    const path = join(home, 'uploads', 'a', 'pump.pdf');
    const { id } = store.jobs.insert({ kind: 'import', input: { path, said: `in ${home}` }, state: 'paused' });
    const skill = store.skills.insert({
      name: 'Mine',
      kind: 'imported',
      baseModel: join(home, 'models', 'mine'),
      rank: 4,
    });
    store.settings.set('modelsFolder', join(home, 'models'));
    store.close();
    await service.call('home.move', { folder: to });
    const moved = openStore(to);
    onTestFinished(() => moved.close());
    expect(moved.jobs.require(id).input).toEqual({ path: join(to, 'uploads', 'a', 'pump.pdf'), said: `in ${home}` });
    expect(moved.skills.require(skill.id).baseModel).toBe(join(to, 'models', 'mine'));
    expect(moved.settings.get('modelsFolder')).toBe(join(to, 'models'));
  });

  it('keeps links leading where they led, and those into the folder into the new one', async () => {
    const { home, service, to } = await homeToMove();
    const outside = temporaryFolder();
    symlinkSync(relative(join(home, 'models'), outside), join(home, 'models', 'outside'));
    symlinkSync(join(home, 'models', 'mine'), join(home, 'models', 'inside'));
    symlinkSync('mine', join(home, 'models', 'beside'));
    await service.call('home.move', { folder: to });
    const links = ['outside', 'inside', 'beside'].map((name) => readlinkSync(join(to, 'models', name)));
    expect(links).toEqual([outside, join(to, 'models', 'mine'), 'mine']);
  });

  it('that is stopped half way leaves everything where it was', async () => {
    const { home, service, to, manual, manuals } = await homeToMove();
    const stop = new AbortController();
    const moving = service.call(
      'home.move',
      { folder: to },
      { signal: stop.signal, onEvent: (event) => event.kind === 'progress' && stop.abort() },
    );
    await expect(moving).rejects.toThrow();
    expect(service.home).toBe(home);
    expect(readdirSync(dirname(to))).toEqual([]);
    expect(existsSync(join(home, 'moved.json'))).toBe(false);
    expect(await manuals()).toEqual([manual]);
  });

  it('that is killed half way leaves everything where it was, and can be begun again', async () => {
    const { home, service, to, manual, manuals } = await homeToMove();
    const child = startChild(new URL('./move-host.ts', import.meta.url), [home, to]);
    let told: unknown;
    do told = await nextMessage(child);
    while (told !== undefined && told !== 'progress');
    expect(told).toBe('progress');
    await killHard(child);
    expect(existsSync(to)).toBe(false);
    expect(await manuals()).toEqual([manual]);
    await service.call('home.move', { folder: to });
    expect(await manuals()).toEqual([manual]);
    expect(readdirSync(dirname(to))).toEqual(['data']);
  });

  it('is refused while a job runs, into a folder that holds something, and into itself', async () => {
    const { home, service, to } = await homeToMove();
    for (const folder of [home, join(home, 'deeper'), dirname(home)]) {
      await expect(service.call('home.move', { folder })).rejects.toMatchObject({ code: 'service/bad-request' });
    }
    const taken = temporaryFolder();
    writeFileSync(join(taken, 'photo.jpg'), '');
    await expect(service.call('home.move', { folder: taken })).rejects.toMatchObject({ code: 'store/conflict' });
    const store = openStore(home);
    const { id } = store.jobs.insert({ kind: 'dance', input: {}, state: 'running' });
    store.close();
    const refused = { code: 'store/conflict', hint: `stockpot jobs pause ${id}` };
    await expect(service.call('home.move', { folder: to })).rejects.toMatchObject(refused);
    expect(existsSync(to)).toBe(false);
  });

  it('is refused when a file comes while it copies, and stays a home that jobs run in', async () => {
    const { home, service, to } = await homeToMove();
    service.takeHome();
    const { told, onEvent: watch } = listener();
    service.call('home.watch', {}, { onEvent: watch }).catch(() => {});
    const onEvent = (event: { kind: string }) => {
      if (event.kind === 'progress') writeFileSync(join(home, 'manuals', 'late.txt'), 'late');
    };
    const changed = { code: 'store/conflict', message: expect.stringContaining('changed') };
    await expect(service.call('home.move', { folder: to }, { onEvent })).rejects.toMatchObject(changed);
    expect(existsSync(to)).toBe(false);
    expect(existsSync(join(home, 'moved.json'))).toBe(false);
    await service.call('manual.import', { path: pump });
    await told((event) => event.kind === 'job-changed' && event.job.state === 'done');
  });

  it('whose note can not be written leaves everything where it was', async () => {
    const { home, service, to, manual, manuals } = await homeToMove();
    mkdirSync(join(home, 'moved.json.tmp'));
    await expect(service.call('home.move', { folder: to })).rejects.toThrow('moved.json.tmp');
    expect(service.home).toBe(home);
    expect(readdirSync(dirname(to))).toEqual([]);
    expect(await manuals()).toEqual([manual]);
  });

  it('leaves nothing to a process that had the old place open: it is told to start again', async () => {
    const { home, service, to } = await homeToMove();
    const other = await openHome({ home });
    await other.call('settings.show', {});
    await service.call('home.move', { folder: to });
    const told = { code: 'store/moved-away', message: expect.stringContaining(to) };
    await expect(other.call('settings.change', { theme: 'dark' })).rejects.toMatchObject(told);
    expect(() => other.takeHome()).toThrow(expect.objectContaining({ code: 'store/moved-away' }));
  });

  it.skipIf(noSmallDisk !== undefined)('says before it copies that the new disk is too small', async () => {
    const { home, service, manual, manuals } = await homeToMove();
    const disk = mountSmallDisk(65_536);
    onTestFinished(() => disk.remove());
    const full = { code: 'store/disk-full', message: expect.stringContaining('the data folder') };
    await expect(service.call('home.move', { folder: join(disk.folder, 'data') })).rejects.toMatchObject(full);
    expect(readdirSync(disk.folder)).toEqual([]);
    expect(existsSync(join(home, 'moved.json'))).toBe(false);
    expect(await manuals()).toEqual([manual]);
  });
});

describe('a data folder that was moved away', () => {
  it.each([
    ['the new place is gone', (home: string) => writeFileSync(join(home, 'moved.json'), '{"to":"/not/there"}')],
    ['its note is broken', (home: string) => writeFileSync(join(home, 'moved.json'), '{"to":')],
    [
      'its note leads to itself',
      (home: string) => writeFileSync(join(home, 'moved.json'), JSON.stringify({ to: home })),
    ],
  ])('is no new, empty home when %s: the person is told what to do', async (_when, breakIt) => {
    const home = temporaryFolder();
    openStore(home).close();
    breakIt(home);
    const told = { code: 'store/moved-away', hint: expect.stringContaining(join(home, 'moved.json')) };
    await expect(openHome({ home })).rejects.toMatchObject(told);
    expect(() => hostOf(home)).toThrow(expect.objectContaining({ code: 'store/moved-away' }));
    expect(existsSync('/not/there')).toBe(false);
    rmSync(join(home, 'moved.json'));
    expect((await openHome({ home })).home).toBe(home);
  });

  it('can be gone back to, as it was; what was kept since stays in the place that is left', async () => {
    const { home, service, to } = await homeToMove();
    await service.call('home.move', { folder: to });
    expect(await folders(service)).toMatchObject({ home: to, previous: home });
    await service.call('settings.change', { theme: 'dark' });
    expect(await service.call('home.moveBack', {})).toEqual({ home, left: to });
    expect(await service.call('settings.show', {})).toMatchObject({ theme: 'system' });
    expect(await folders(service)).not.toHaveProperty('previous');
    expect((await openHome({ home })).home).toBe(home);
    const left = openStore(to);
    expect(left.settings.get('theme')).toBe('dark');
    left.close();
    await expect(service.call('home.moveBack', {})).rejects.toMatchObject({ code: 'service/not-found' });
  });

  it('can be emptied, and still leads to the new place', async () => {
    const { home, service, to, manual, manuals, file } = await homeToMove();
    await service.call('home.move', { folder: to });
    expect(await service.call('home.removePrevious', {})).toEqual({ folder: home });
    expect(readdirSync(home).sort()).toEqual(['lock.db', 'moved.json']);
    expect(await manuals()).toEqual([manual]);
    expect(file(to)).toBe('the pages');
    expect(await folders(service)).not.toHaveProperty('previous');
    await expect(service.call('home.removePrevious', {})).rejects.toMatchObject({ code: 'service/not-found' });
    await service.close();
    expect((await openHome({ home })).home).toBe(to);
  });

  it('leads to the newest place after a second move, and to the one before when that is gone back on', async () => {
    const { home, service, to } = await homeToMove();
    const third = join(temporaryFolder(), 'third');
    await service.call('home.move', { folder: to });
    await service.call('home.move', { folder: third });
    expect([noteIn(home), noteIn(to)]).toEqual([{ to: third }, { to: third }]);
    await service.call('home.moveBack', {});
    expect(service.home).toBe(to);
    expect(noteIn(home)).toEqual({ to });
    expect((await openHome({ home })).home).toBe(to);
  });
});
