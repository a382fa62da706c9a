import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeModel } from '../../core/catalog/index.ts';
import { verifyModel } from '../../core/catalog/manage-models.ts';
import { prepareGguf } from '../../core/catalog/prepare-gguf.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { tryLockFile } from '../../core/store/index.ts';
import { killHard, nextMessage, startChild } from '../store/child.ts';
import { type HubServer, startHub } from './hub-server.ts';
import { emptyPlaces, newFolder, tinyGguf, tinyModelFiles } from './places.ts';

let hub: HubServer;
let folder: string;
/** Lets the hub answer. */
let open: () => void;

beforeEach(async () => {
  hub = await startHub('owner/model');
  hub.files = tinyModelFiles();
  hub.gate = new Promise((resolve) => {
    open = resolve;
  });
  folder = newFolder();
});
afterEach(() => hub.close());

const startPulling = () => startChild(new URL('./puller.ts', import.meta.url), [hub.endpoint, folder, newFolder()]);
const asked = () =>
  new Promise<void>((resolve) => {
    hub.onRequest = resolve;
  });
const fetched = () => hub.requests.map((request) => request.split(' ')[1]);
const isWhole = async () => (await verifyModel('owner/model', { ...emptyPlaces(), modelsFolder: folder })).ok;

it('is fetched once when two processes pull it: the later one waits, and finds it', async () => {
  const first = startPulling();
  await asked();
  const second = startPulling();
  expect(await nextMessage(second)).toEqual({ waits: true });
  open();
  const results = await Promise.all([nextMessage(first), nextMessage(second)]);
  expect(results).toEqual([{ folder: join(folder, 'owner--model') }, { folder: join(folder, 'owner--model') }]);
  expect(fetched()).toEqual(['/config.json', '/tokenizer.json', '/model.safetensors']);
  expect(readdirSync(folder).sort()).toEqual(['.locks', 'owner--model']);
  expect(await isWhole()).toBe(true);
});

it('is fetched by the one that waits when the other is killed', async () => {
  const first = startPulling();
  await asked();
  const second = startPulling();
  expect(await nextMessage(second)).toEqual({ waits: true });
  await killHard(first);
  open();
  expect(await nextMessage(second)).toEqual({ folder: join(folder, 'owner--model') });
  expect(await isWhole()).toBe(true);
});

it('is fetched once when one process pulls it twice, and stops waiting when told to', async () => {
  const options = { ...emptyPlaces({ HF_ENDPOINT: hub.endpoint }), modelsFolder: folder, lock: tryLockFile };
  const first = pullModel('owner/model', options);
  await asked();
  const waiting = new AbortController();
  const reason = new Error('cancelled');
  const told = pullModel('owner/model', {
    ...options,
    signal: waiting.signal,
    onProgress: ({ stage }) => {
      if (stage === 'wait') waiting.abort(reason);
    },
  });
  await expect(told).rejects.toBe(reason);
  expect(() => removeModel('owner/model', options)).toThrow(expect.objectContaining({ code: 'store/conflict' }));
  const second = pullModel('owner/model', options);
  open();
  expect((await second).folder).toBe((await first).folder);
  expect(fetched()).toHaveLength(3);
});

it('is made once of a GGUF file that two callers open', async () => {
  const options = { ...emptyPlaces(), modelsFolder: folder, lock: tryLockFile };
  const [first, second] = await Promise.all([pullModel(tinyGguf, options), pullModel(tinyGguf, options)]);
  expect(second.record).toEqual(first.record);
  // Once made, it takes no lock: it may lie where nothing can be written.
  const refusing = { ...options, lock: () => expect.fail('a lock was taken') };
  expect((await pullModel(tinyGguf, refusing)).record).toEqual(first.record);
  expect(await prepareGguf(tinyGguf, first.folder)).toEqual(first.record);
});
