import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dequantize } from '../../../core/engine/weights/gguf-dequantize.ts';
import { type GgufType, ggufTypes } from '../../../core/engine/weights/gguf-types.ts';

const file = new URL('../../fixtures/weights/blocks.json', import.meta.url);
const blocks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { bytes: string; floats: string }>;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** Makes −0 plain 0, which is the same weight. */
const plusZero = (value: number): number => value + 0;

it.each(Object.keys(ggufTypes).filter((type) => type !== 'F32'))(
  '%s gives the floats that the gguf package gives',
  (type) => {
    const expected = new Float32Array(bytesOf(blocks[type]!.floats).buffer);
    const found = dequantize(type as GgufType, bytesOf(blocks[type]!.bytes));
    expect(found.map(plusZero)).toEqual(expected.map(plusZero));
    expect(new Set(found).size).toBeGreaterThan(20);
  },
);

it('F32 stays as it is', () => {
  expect(dequantize('F32', new Uint8Array(Float32Array.of(1.5, -2).buffer))).toEqual(Float32Array.of(1.5, -2));
});

it('refuses half a block', () => {
  expect(() => dequantize('Q8_0', new Uint8Array(35))).toThrow(expect.objectContaining({ code: 'model/bad-file' }));
});
