import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../core/store/index.ts';
import { tinyModelFiles } from '../catalog/places.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { listener, openHome } from './open-home.ts';

beforeEach(() => vi.stubEnv('STOCKPOT_MODELS', ''));
afterEach(() => vi.unstubAllEnvs());

/** A home with one base model, and a place that is not there yet. */
async function homeWithModel() {
  const service = await openHome();
  const from = join(service.home, 'models');
  const folder = join(from, 'mine');
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(tinyModelFiles())) writeFileSync(join(folder, file), bytes);
  symlinkSync('config.json', join(folder, 'link.json'));
  const to = join(temporaryFolder(), 'elsewhere', 'models');
  return { service, from, to };
}

const whole = (folder: string) =>
  Object.fromEntries(
    readdirSync(join(folder, 'mine')).map((name) => [name, readFileSync(join(folder, 'mine', name), 'base64')]),
  );

describe('moving the base models', () => {
  it('copies, checks and then uses the new place, and removes the old one', async () => {
    const { service, from, to } = await homeWithModel();
    const before = whole(from);
    const { onEvent, events } = listener();
    const moved = await service.call('home.moveModels', { folder: to }, { onEvent });
    const bytes = Object.values(tinyModelFiles()).reduce((sum, file) => sum + file.length, 0);
    expect(moved).toEqual({ folder: to, files: 5, bytes });
    expect(whole(to)).toEqual(before);
    expect(existsSync(from)).toBe(false);
    expect(readdirSync(dirname(to))).toEqual(['models']);
    expect(events.at(-2)).toEqual({ kind: 'progress', stage: 'move', done: bytes, total: bytes });
    const found = (list: readonly { id: string; folder: string | null }[]) =>
      list.find(({ id }) => id === 'mine')?.folder;
    expect(found(await service.call('model.list', {}))).toBe(join(to, 'mine'));
    await service.close();
    const again = await openHome({ home: service.home });
    expect(found(await again.call('model.list', {}))).toBe(join(to, 'mine'));
  });

  it('that is stopped leaves everything where it was', async () => {
    const { service, from, to } = await homeWithModel();
    const before = whole(from);
    const stop = new AbortController();
    const moving = service.call(
      'home.moveModels',
      { folder: to },
      { signal: stop.signal, onEvent: (event) => event.kind === 'progress' && stop.abort() },
    );
    await expect(moving).rejects.toThrow();
    expect(whole(from)).toEqual(before);
    expect(existsSync(to)).toBe(false);
    expect(readdirSync(dirname(to))).toEqual([]);
    expect((await service.call('model.list', {})).find(({ id }) => id === 'mine')?.folder).toBe(join(from, 'mine'));
  });

  it('takes an empty folder, and none that holds something', async () => {
    const { service, to } = await homeWithModel();
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, 'photo.jpg'), '');
    const refused = { code: 'store/conflict' };
    await expect(service.call('home.moveModels', { folder: to })).rejects.toMatchObject(refused);
    expect(readdirSync(to)).toEqual(['photo.jpg']);
    const empty = temporaryFolder();
    expect((await service.call('home.moveModels', { folder: empty })).folder).toBe(empty);
    expect(readdirSync(dirname(empty)).filter((name) => name.includes(`${basename(empty)}.moving`))).toEqual([]);
  });

  it('goes to no place within the old one, nor around it', async () => {
    const { service, from } = await homeWithModel();
    for (const folder of [from, join(from, 'deeper'), service.home]) {
      await expect(service.call('home.moveModels', { folder })).rejects.toMatchObject({ code: 'service/bad-request' });
    }
    expect(existsSync(join(from, 'mine', 'model.safetensors'))).toBe(true);
  });

  it('waits for no job: it is refused while one runs', async () => {
    const { service, to } = await homeWithModel();
    const store = openStore(service.home);
    const { id } = store.jobs.insert({ kind: 'dance', input: {}, state: 'running' });
    const refused = { code: 'store/conflict', hint: `stockpot jobs pause ${id}` };
    await expect(service.call('home.moveModels', { folder: to })).rejects.toMatchObject(refused);
    store.close();
    expect(existsSync(to)).toBe(false);
  });

  it('is refused where the environment names the folder', async () => {
    const { service, from, to } = await homeWithModel();
    vi.stubEnv('STOCKPOT_MODELS', from);
    await expect(service.call('home.moveModels', { folder: to })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });
});
