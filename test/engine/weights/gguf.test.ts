import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openGguf } from '../../../core/engine/weights/gguf.ts';
import { AppError } from '../../../core/errors.ts';

const fixture = new URL('../../fixtures/weights/llama.gguf', import.meta.url);
const whole = readFileSync(fixture);
const path = join(mkdtempSync(join(tmpdir(), 'gguf-')), 'model.gguf');

/** Opens a file with these bytes and gives the error's code. */
function codeOf(bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  try {
    openGguf(path).close();
    return 'opened';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.message).toContain(path);
    return error.code;
  }
}

type Part = number[] | string;
/** A file of version 3 from parts: numbers are bytes, a string is a GGUF text. */
function craft(tensors: number, entries: number, ...parts: Part[]): Uint8Array {
  const body = parts.map((part) => {
    if (typeof part !== 'string') return Buffer.from(part);
    return Buffer.concat([Buffer.from(u64(part.length)), Buffer.from(part)]);
  });
  return Buffer.concat([Buffer.from('GGUF'), Buffer.from([...u32(3), ...u64(tensors), ...u64(entries)]), ...body]);
}
const u32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
const u64 = (value: number): number[] => [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)];

it('reads the metadata and the table of tensors, shapes outermost first', () => {
  const gguf = openGguf(fixture.pathname);
  expect(gguf.metadata).toMatchObject({
    'general.architecture': 'llama',
    'llama.embedding_length': 32,
    'llama.attention.head_count_kv': 1,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.merges': ['a b', 'ab c'],
  });
  expect(gguf.metadata['tokenizer.ggml.tokens']).toHaveLength(64);
  expect(gguf.tensors.get('blk.0.ffn_gate.weight')).toMatchObject({ type: 'Q4_1', shape: [64, 32], length: 64 * 20 });
  gguf.close();
});

it('reads metadata of every type', () => {
  const scalars: [number, number[], unknown][] = [
    [0, [200], 200],
    [1, [200], -56],
    [2, [0x34, 0x12], 0x1234],
    [3, [0xff, 0xff], -1],
    [4, [0, 0, 0, 128], 2 ** 31],
    [5, [0, 0, 0, 128], -(2 ** 31)],
    [6, [0, 0, 0x20, 0xc0], -2.5],
    [7, [1], true],
    [8, [...u64(2), 0x68, 0x69], 'hi'],
    [10, u64(2 ** 40), 2 ** 40],
    [11, [255, 255, 255, 255, 255, 255, 255, 255], -1],
    [12, [0, 0, 0, 0, 0, 0, 4, 0xc0], -2.5],
    [10, [1, 0, 0, 0, 0, 0, 0, 128], 2n ** 63n + 1n],
    [9, [...u32(9), ...u64(2), ...u32(3), ...u64(1), 5, 0, ...u32(7), ...u64(2), 0, 1], [[5], [false, true]]],
  ];
  const parts = scalars.flatMap(([type, bytes], i): Part[] => [`k${i}`, [...u32(type), ...bytes]]);
  writeFileSync(path, craft(0, scalars.length, ...parts));
  const gguf = openGguf(path);
  expect(Object.values(gguf.metadata)).toEqual(scalars.map(([, , value]) => value));
  gguf.close();
});

it('refuses a file cut short at any place', () => {
  for (let length = 0; length < whole.length; length += length < 3000 ? 7 : 501)
    expect(codeOf(whole.subarray(0, length)), `${length} bytes`).toBe('model/bad-file');
  expect(codeOf(whole)).toBe('opened');
});

it('refuses counts and lengths that the file could not hold', () => {
  expect(codeOf(craft(2 ** 50, 0))).toBe('model/bad-file');
  expect(codeOf(craft(0, 2 ** 50))).toBe('model/bad-file');
  expect(codeOf(craft(0, 1, [...u64(2 ** 52)]))).toBe('model/bad-file');
  expect(codeOf(craft(0, 1, 'list', [...u32(9), ...u32(4), ...u64(2 ** 40)]))).toBe('model/bad-file');
  expect(codeOf(craft(0, 1, 'kind', [...u32(77), 0, 0, 0, 0, 0, 0, 0, 0]))).toBe('model/bad-file');
});

it('refuses tensors that lie outside the file, have no whole blocks, or stand twice', () => {
  const data = new Array<number>(256).fill(0);
  const row = (name: string, size: number, type: number, offset: number): Part[] => [
    name,
    [...u32(1), ...u64(size), ...u32(type), ...u64(offset)],
  ];
  expect(codeOf(craft(1, 0, ...row('a', 32, 2, 0), data))).toBe('opened');
  expect(codeOf(craft(1, 0, ...row('a', 32, 2, 4096), data))).toBe('model/bad-file');
  expect(codeOf(craft(1, 0, ...row('a', 31, 2, 0), data))).toBe('model/bad-file');
  expect(codeOf(craft(1, 0, ...row('a', 32, 2, 7), data))).toBe('model/bad-file');
  expect(codeOf(craft(2, 0, ...row('a', 32, 2, 0), ...row('a', 32, 2, 32), data))).toBe('model/bad-file');
});

it('refuses another version and another kind of file', () => {
  const other = Buffer.from(whole);
  other.writeUInt32LE(1, 4);
  expect(codeOf(other)).toBe('model/bad-file');
  expect(codeOf(Buffer.from('PK\x03\x04 this is a zip file, not a model'))).toBe('model/bad-file');
});

it('names a tensor type that can not be read', () => {
  const data = new Array<number>(256).fill(0);
  writeFileSync(path, craft(1, 0, 'output.weight', [...u32(1), ...u64(256), ...u32(16), ...u64(0)], data));
  expect(() => openGguf(path)).toThrow(
    expect.objectContaining({
      code: 'model/unsupported-tensor-type',
      message: expect.stringMatching(/output\.weight.*16/),
    }),
  );
});
