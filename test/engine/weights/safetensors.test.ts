import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  openSafetensors,
  readSafetensorsMetadata,
  readTensor,
  readTensorBytes,
} from '../../../core/engine/weights/safetensors.ts';
import { type TensorToWrite, writeSafetensors } from '../../../core/engine/weights/safetensors-write.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'safetensors-')));
});

const tensor = (name: string, ...values: number[]): TensorToWrite => ({
  name,
  type: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** A file with a header of our choosing. */
function craft(header: unknown, dataBytes: number, claimedLength?: number): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(claimedLength ?? json.length));
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  return path;
}
function emptyFile(): string {
  writeFileSync(join(folder, 'model.safetensors'), '');
  return join(folder, 'model.safetensors');
}
const entry = (shape: number[], begin: number, end: number, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('reading', () => {
  it('reads what the reference library wrote, in F32, F16 and BF16', () => {
    const fixtures = new URL('../../fixtures/weights/', import.meta.url);
    const expected = JSON.parse(readFileSync(new URL('safetensors.json', fixtures), 'utf8')) as Record<
      string,
      number[]
    >;
    const set = openSafetensors(new URL('types.safetensors', fixtures).pathname);
    for (const [name, values] of Object.entries(expected)) expect([...readTensor(set, name)], name).toEqual(values);
    expect(set.tensors.get('f16')?.shape).toEqual([2, 3]);
  });

  it('gives the real folder and the real name of a file behind a link', () => {
    mkdirSync(join(folder, 'blobs'));
    mkdirSync(join(folder, 'snapshot'));
    writeSafetensors(join(folder, 'blobs', 'abc'), [tensor('a', 1, 2)]);
    symlinkSync(join('..', 'blobs', 'abc'), join(folder, 'snapshot', 'model.safetensors'));
    const set = openSafetensors(join(folder, 'snapshot'));
    expect(set.folder).toBe(join(folder, 'blobs'));
    expect(set.tensors.get('a')?.file).toBe('abc');
    expect([...readTensor(set, 'a')]).toEqual([1, 2]);
  });

  it('reads all shards of an index', () => {
    writeSafetensors(join(folder, 'one.safetensors'), [tensor('a', 1)]);
    writeSafetensors(join(folder, 'two.safetensors'), [tensor('b', 2)]);
    const index = { weight_map: { a: 'one.safetensors', b: 'two.safetensors' } };
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
    const set = openSafetensors(folder);
    expect([...readTensor(set, 'a'), ...readTensor(set, 'b')]).toEqual([1, 2]);
    expect(set.tensors.get('b')?.file).toBe('two.safetensors');
  });

  it('refuses an index that leads out of the folder, names an absent file, or a tensor that is in none', () => {
    const index = (map: Record<string, string>): void =>
      writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
    writeSafetensors(join(folder, 'one.safetensors'), [tensor('a', 1)]);
    index({ a: '../one.safetensors' });
    expect(() => openSafetensors(folder)).toThrow(expect.objectContaining({ code: 'model/bad-file' }));
    index({ a: 'three.safetensors' });
    expect(() => openSafetensors(folder)).toThrow(/three\.safetensors/);
    index({ a: 'one.safetensors', b: 'one.safetensors' });
    expect(() => openSafetensors(folder)).toThrow(expect.objectContaining({ code: 'model/missing-tensor' }));
  });

  it('refuses shards whose real files lie in different folders', () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, name));
      writeSafetensors(join(folder, name, 'blob'), [tensor(name, 1)]);
      symlinkSync(join(name, 'blob'), join(folder, `${name}.safetensors`));
    }
    const index = { weight_map: { one: 'one.safetensors', two: 'two.safetensors' } };
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
    expect(() => openSafetensors(folder)).toThrow(/2 folders/);
  });

  it('names the tensor that is missing', () => {
    writeSafetensors(join(folder, 'model.safetensors'), [tensor('a', 1)]);
    expect(() => readTensor(openSafetensors(folder), 'model.norm.weight')).toThrow(
      expect.objectContaining({ code: 'model/missing-tensor', message: expect.stringContaining('model.norm.weight') }),
    );
  });

  it('says that a folder holds no weights', () => {
    expect(() => openSafetensors(folder)).toThrow(expect.objectContaining({ code: 'model/not-found' }));
    expect(() => openSafetensors(join(folder, 'absent'))).toThrow(expect.objectContaining({ code: 'model/not-found' }));
  });
});

describe('bad files are refused by name', () => {
  it.each<[string, () => string]>([
    ['an empty file', emptyFile],
    ['a header longer than the file', () => craft({}, 0, 5000)],
    ['an absurd header length', () => craft({}, 0, 2 ** 60)],
    ['a header that is no JSON', () => craft('{"a":', 0)],
    ['a header that is a list', () => craft([], 0)],
    ['data that is cut short', () => craft({ a: entry([4], 0, 16) }, 12)],
    ['a shape that does not fit its bytes', () => craft({ a: entry([5], 0, 16) }, 16)],
    ['a negative dimension', () => craft({ a: entry([-1, -4], 0, 16) }, 16)],
    ['a product of dimensions beyond all files', () => craft({ a: entry([2 ** 40, 2 ** 40], 0, 16) }, 16)],
    ['offsets in the wrong order', () => craft({ a: entry([4], 16, 0) }, 16)],
    ['tensors that overlap', () => craft({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12)],
    ['an entry that is no object', () => craft({ a: 3 }, 0)],
  ])('%s', (_, make) => {
    const path = make();
    expect(() => openSafetensors(path)).toThrow(
      expect.objectContaining({ code: 'model/bad-file', message: expect.stringContaining(path) }),
    );
  });

  it('an element type that we do not know', () => {
    const path = craft({ weights: entry([4], 0, 4, 'F8_E4M3') }, 4);
    expect(() => openSafetensors(path)).toThrow(
      expect.objectContaining({
        code: 'model/unsupported-tensor-type',
        message: expect.stringMatching(/weights.*F8_E4M3/),
      }),
    );
  });
});

describe('writing', () => {
  it('starts the data at a multiple of 64 and each tensor at a multiple of its element size', () => {
    const path = join(folder, 'model.safetensors');
    writeSafetensors(path, [
      { name: 'bytes', type: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
      { name: 'half', type: 'F16', shape: [1], data: Float32Array.of(0.5) },
      { name: 'brain', type: 'BF16', shape: [1], data: Float32Array.of(-2) },
      tensor('float', 7),
    ]);
    const set = openSafetensors(path);
    const offsets = Object.fromEntries([...set.tensors.values()].map(({ name, offset }) => [name, offset]));
    expect(offsets.float! % 64).toBe(0);
    expect(offsets.half! % 2).toBe(0);
    expect([...readTensor(set, 'half'), ...readTensor(set, 'brain'), ...readTensor(set, 'float')]).toEqual([
      0.5, -2, 7,
    ]);
    expect([...readTensorBytes(set, 'bytes')]).toEqual([1, 2, 3]);
  });

  it('keeps one tensor in memory at a time when the data is given by functions', () => {
    const calls: string[] = [];
    const lazy = (name: string): TensorToWrite => ({
      name,
      type: 'F32',
      shape: [1],
      data: () => Float32Array.of(calls.push(name)),
    });
    const tensors = [lazy('a'), lazy('b')];
    expect(calls).toEqual([]);
    writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' });
    expect(calls).toEqual(['a', 'b']);
    expect([...readTensor(openSafetensors(folder), 'b')]).toEqual([2]);
    expect(readSafetensorsMetadata(join(folder, 'model.safetensors'))).toEqual({ format: 'pt' });
  });

  it('leaves the old file and nothing else when it fails', () => {
    const path = join(folder, 'model.safetensors');
    writeSafetensors(path, [tensor('a', 1)]);
    const broken: TensorToWrite = { name: 'b', type: 'F32', shape: [2], data: Float32Array.of(1) };
    expect(() => writeSafetensors(path, [broken])).toThrow(/takes 8 bytes/);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
    expect([...readTensor(openSafetensors(path), 'a')]).toEqual([1]);
  });
});
