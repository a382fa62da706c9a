import { expect, it } from 'vitest';
import { WireWriter } from '../../../core/engine/graph/wire.ts';

const bytes = (writer: WireWriter) => [...writer.finish()];

// the examples of protobuf's own encoding guide
it('writes variable-length integers, strings and messages as protobuf does', () => {
  expect(bytes(new WireWriter().varintField(1, 150))).toEqual([0x08, 0x96, 0x01]);
  expect(bytes(new WireWriter().stringField(2, 'testing'))).toEqual([0x12, 7, ...Buffer.from('testing')]);
  expect(bytes(new WireWriter().messageField(3, (inner) => inner.varintField(1, 150)))).toEqual([
    0x1a, 0x03, 0x08, 0x96, 0x01,
  ]);
});

it('writes negative integers in ten bytes, large ones exactly, and field numbers above 15 in two', () => {
  expect(bytes(new WireWriter().varintField(1, -2))).toEqual([0x08, 0xfe, ...Array(8).fill(0xff), 0x01]);
  expect(bytes(new WireWriter().varintField(1, 2n ** 53n + 1n))).toEqual([
    0x08, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10,
  ]);
  expect(bytes(new WireWriter().varintField(20, 1))).toEqual([0xa0, 0x01, 0x01]);
});

it('writes floats in 4 bytes, low byte first', () => {
  expect(bytes(new WireWriter().floatField(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
});
