import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { catalogue, defaultModelId } from '../../core/catalog/index.ts';
import { bestModel } from '../../core/service/welcome.ts';
import { type HubServer, startHub } from '../catalog/hub-server.ts';
import { tinyEncoderFiles, tinyGguf, tinyModelFiles } from '../catalog/places.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { listener, openHome } from './open-home.ts';

const model = 'owner/model';
const weights = 101_048;
let hub: HubServer;

beforeEach(async () => {
  hub = await startHub(model);
  hub.files = tinyModelFiles();
  onTestFinished(() => hub.close());
  vi.stubEnv('STOCKPOT_MODELS', '');
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HOME', temporaryFolder());
  vi.stubEnv('HF_HUB_CACHE', '');
});
afterEach(() => vi.unstubAllEnvs());

/** A pull that stands still once 5000 bytes of the weights have come. */
async function stalled() {
  let held = false;
  const ofWeights = () => {
    if (held || !hub.requests.at(-1)?.includes('/model.safetensors')) return undefined;
    held = true;
    return 5000;
  };
  hub.breakAfter = Object.assign([], { shift: ofWeights });
  const service = await openHome();
  const { onEvent, told } = listener();
  const stop = new AbortController();
  const pulling = service.call('model.pull', { model }, { onEvent, signal: stop.signal });
  pulling.catch(() => {});
  const started = await told((event) => event.kind === 'job');
  await told((event) => event.kind === 'progress' && event.total === weights && event.done === 5000);
  return { service, pulling, stop, job: started.kind === 'job' ? started.job : '' };
}

describe('pulling a base model', () => {
  it('is a job, gives what is here then, and writes every connection down', async () => {
    const service = await openHome();
    const pulled = await service.call('model.pull', { model });
    expect(pulled).toMatchObject({
      id: model,
      present: true,
      partBytes: 0,
      folder: join(service.home, 'models', 'owner--model'),
    });
    const [job] = await service.call('job.list', {});
    expect(job).toMatchObject({ kind: 'download', state: 'done', title: model });
    const { items } = await service.call('connection.list', {});
    expect(items.length).toBeGreaterThan(3);
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    expect((await service.call('model.pull', { model })).present).toBe(true);
    expect(await service.call('job.list', {})).toHaveLength(1);
  });

  it('that is paused keeps what came, is listed so, and goes on there', async () => {
    const { service, pulling, job } = await stalled();
    expect(await service.call('job.pause', { job })).toMatchObject({ state: 'paused' });
    await expect(pulling).rejects.toMatchObject({ code: 'jobs/paused' });
    const listed = (await service.call('model.list', {})).find(({ id }) => id === model);
    expect(listed?.present).toBe(false);
    expect(listed?.partBytes).toBeGreaterThan(5000);
    const outcome = await service.call('job.resume', { job });
    expect(outcome).toMatchObject({ kind: 'download', result: { id: model, present: true } });
    expect(hub.requests.at(-1)).toBe('GET /model.safetensors bytes=5000-');
  });

  it('that is cancelled keeps what came too, and pulling again goes on there, in the same job', async () => {
    const { service, pulling, stop, job } = await stalled();
    stop.abort();
    await expect(pulling).rejects.toMatchObject({
      code: 'jobs/cancelled',
      hint: expect.stringContaining('models pull'),
    });
    await service.call('model.pull', { model });
    expect(hub.requests.at(-1)).toBe('GET /model.safetensors bytes=5000-');
    expect(await service.call('job.list', {})).toMatchObject([{ id: job, state: 'done' }]);
  });

  it('asked for twice is done once, and stopping the second wish leaves the first', async () => {
    const { service, pulling, job } = await stalled();
    const second = new AbortController();
    const { onEvent, told } = listener();
    const joined = service.call('model.pull', { model }, { onEvent, signal: second.signal });
    joined.catch(() => {});
    expect(await told((event) => event.kind === 'job')).toMatchObject({ job });
    second.abort();
    await expect(joined).rejects.toBe(second.signal.reason);
    hub.clientHas(5000);
    await pulling;
    expect(await service.call('job.list', {})).toMatchObject([{ id: job, state: 'done' }]);
  });

  it('stops when the home goes offline', async () => {
    const { service, pulling } = await stalled();
    const paused = expect(pulling).rejects.toMatchObject({ code: 'jobs/paused' });
    await service.call('settings.change', { offline: true });
    await paused;
  });

  it('that can not begin leaves no job behind', async () => {
    const service = await openHome();
    await expect(service.call('model.pull', { model: 'owner/other' })).rejects.toMatchObject({
      code: 'model/download-failed',
    });
    await expect(service.call('model.pull', { model: 'no model' })).rejects.toMatchObject({ code: 'model/not-found' });
    expect(await service.call('job.list', {})).toEqual([]);
  });
});

describe('checking a base model', () => {
  it('names each file that is not as it should be, and what became of it', async () => {
    const service = await openHome();
    const { folder } = await service.call('model.pull', { model });
    expect(await service.call('model.verify', { model })).toMatchObject([{ ok: true, problems: [], wrong: [] }]);
    writeFileSync(join(folder!, 'config.json'), '{}');
    expect(await service.call('model.verify', { model })).toMatchObject([
      { ok: false, problems: ['config.json is changed'], wrong: [{ file: 'config.json', state: 'changed' }] },
    ]);
  });
});

describe('a base model of one’s own', () => {
  function folderOf(name: string): string {
    const folder = join(temporaryFolder(), name);
    mkdirSync(folder);
    for (const [file, bytes] of Object.entries(tinyModelFiles())) writeFileSync(join(folder, file), bytes);
    return folder;
  }

  it('is used where it lies when it is a folder, and only forgotten when it is removed', async () => {
    const folder = folderOf('mine');
    const service = await openHome();
    const added = await service.call('model.add', { path: folder, name: 'My model' });
    expect(added).toMatchObject({ id: folder, title: 'My model', folder, present: true });
    expect(added.parameters).toBeGreaterThan(0);
    expect(existsSync(join(service.home, 'models'))).toBe(false);
    const listed = async () => (await service.call('model.list', {})).filter(({ id }) => id === folder);
    expect(await listed()).toEqual([added]);
    expect(await service.call('model.remove', { model: folder })).toEqual({ removed: folder });
    expect(await listed()).toEqual([]);
    expect(readdirSync(folder)).toContain('model.safetensors');
  });

  it('is converted into the models folder when it is a GGUF file, which stays where it is', async () => {
    const folder = temporaryFolder();
    cpSync(tinyGguf, join(folder, 'Tiny.gguf'));
    const service = await openHome();
    const added = await service.call('model.add', { path: join(folder, 'Tiny.gguf') });
    expect(added).toMatchObject({ title: 'Tiny', present: true });
    expect(added.folder).toBe(join(service.home, 'models', added.id));
    expect((await service.call('model.list', {})).filter(({ id }) => id === added.id)).toEqual([added]);
    await service.call('model.remove', { model: added.id });
    expect(existsSync(added.folder!)).toBe(false);
    expect(readdirSync(folder)).toEqual(['Tiny.gguf']);
  });

  it.each([
    ['nothing', () => join(temporaryFolder(), 'none'), 'model/not-found'],
    ['an empty folder', () => temporaryFolder(), 'model/not-found'],
    [
      'a kind that the engine does not know',
      () => {
        const folder = folderOf('other');
        writeFileSync(join(folder, 'config.json'), '{"model_type": "mamba"}');
        return folder;
      },
      'model/unknown-architecture',
    ],
  ])('is refused when it is %s', async (_, path, code) => {
    const service = await openHome();
    await expect(service.call('model.add', { path: path() })).rejects.toMatchObject({ code });
  });
});

describe('the list of base models', () => {
  it('says what each would take, and which one new builds rest on', async () => {
    const service = await openHome();
    const list = await service.call('model.list', {});
    const small = list.find(({ id }) => id === defaultModelId);
    expect(small).toMatchObject({ isDefault: true, present: false, partBytes: 0 });
    // 30 layers of 3.54 million weights, and 49152 × 576 of the embedding.
    expect(small?.parameters).toBeCloseTo(134.5e6, -6);
    expect(small?.memory?.trainBytes).toBeGreaterThan(small?.memory?.chatBytes ?? 0);
    await service.call('settings.change', { model: 'qwen/qwen3-0.6b' });
    const chosen = (await service.call('model.list', {})).filter(({ isDefault }) => isDefault);
    expect(chosen.map(({ id }) => id)).toEqual(['Qwen3-0.6B']);
  });
});

describe('the embedding model', () => {
  it('is told apart from base models', async () => {
    const models = await (await openHome()).call('model.list', {});
    const [embedding, ...others] = models.filter(({ kind }) => kind === 'embedding');
    expect(embedding).toMatchObject({ id: 'all-minilm-l6-v2', isDefault: false, memory: null, fits: null });
    expect(embedding?.parameters).toBeGreaterThan(22e6);
    expect(others).toEqual([]);
  });

  it('is nothing to build on or train over, and no byte of it is fetched for that', async () => {
    const service = await openHome();
    const refusal = { code: 'model/unknown-architecture', message: expect.stringContaining('embedding model') };
    const data = join(temporaryFolder(), 'data.json');
    writeFileSync(data, JSON.stringify([{ instruction: 'a', output: 'b' }]));
    await expect(service.call('skill.train', { data, model: 'all-MiniLM-L6-v2' })).rejects.toMatchObject(refusal);
    expect(await service.call('job.list', {})).toEqual([]);
  });

  it('is not taken for a base model from disk', async () => {
    const service = await openHome();
    const folder = join(temporaryFolder(), 'mine');
    for (const [name, bytes] of Object.entries(tinyEncoderFiles())) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    await expect(service.call('model.add', { path: folder })).rejects.toMatchObject({
      code: 'model/unknown-architecture',
    });
  });
});

describe('the model that a first start proposes', () => {
  const machine = (gib: number, cores: number) => ({
    platform: '',
    processor: '',
    cores,
    memoryBytes: gib * 2 ** 30,
    freeMemoryBytes: 0,
  });
  const known = catalogue.map((entry) => ({ id: entry.id, entry }));
  const cuda = [{ name: 'cuda', usable: true, detail: '' }];

  it.each([
    ['a small laptop', machine(4, 2), [], defaultModelId],
    ['a large laptop', machine(32, 16), [], 'SmolLM2-360M-Instruct'],
    ['a machine with a card', machine(128, 16), cuda, 'Mistral-7B-Instruct-v0.3'],
    ['a machine with a card and little memory', machine(16, 8), cuda, 'Qwen3-0.6B'],
  ])('fits %s', (_, here, devices, expected) => {
    expect(bestModel(here, devices, known)).toBe(expected);
  });

  it('needs no account', () => {
    const only = known.filter(({ entry }) => entry.gated);
    expect(only.length).toBeGreaterThan(0);
    expect(bestModel(machine(128, 16), cuda, only)).toBe(defaultModelId);
  });
});
