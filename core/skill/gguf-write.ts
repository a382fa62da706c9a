import { writeBeside } from '../engine/weights/file-bytes.ts';
import { halvesFromFloats } from '../engine/weights/float16.ts';

/** One entry of a GGUF file's metadata, of the kinds that an adapter needs. */
export type GgufEntry =
  | { readonly key: string; readonly type: 'string'; readonly value: string }
  | { readonly key: string; readonly type: 'f32' | 'u32'; readonly value: number };

/** A matrix to be written, `[rows, columns]`, row by row. */
export interface GgufMatrix {
  readonly name: string;
  readonly type: 'F32' | 'F16';
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
}

/** Writes a GGUF file, version 3, little-endian, data aligned to 32 bytes: beside its place, synced, renamed. */
export function writeGguf(path: string, entries: readonly GgufEntry[], matrices: readonly GgufMatrix[]): void {
  writeBeside(
    path,
    (append) => {
      let at = 0;
      const put = (bytes: Uint8Array) => {
        append(bytes);
        at += bytes.length;
      };
      const pad = () => put(new Uint8Array(-at & (alignment - 1)));
      put(headerOf(entries, matrices));
      pad();
      for (const matrix of matrices) {
        const data = matrix.type === 'F16' ? halvesFromFloats(matrix.data, 'F16') : matrix.data;
        put(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        pad();
      }
    },
    { what: 'the skill' },
  );
}

const alignment = 32;
const version = 3;
const entryTypes = { u32: 4, f32: 6, string: 8 } as const;
const tensorTypes = { F32: { number: 0, bytes: 4 }, F16: { number: 1, bytes: 2 } } as const;

function headerOf(entries: readonly GgufEntry[], matrices: readonly GgufMatrix[]): Uint8Array {
  const parts: Uint8Array[] = [
    new TextEncoder().encode('GGUF'),
    u32(version),
    u64(matrices.length),
    u64(entries.length),
  ];
  for (const entry of entries) {
    parts.push(text(entry.key), u32(entryTypes[entry.type]));
    parts.push(
      entry.type === 'string' ? text(entry.value) : entry.type === 'f32' ? f32(entry.value) : u32(entry.value),
    );
  }
  let offset = 0;
  for (const { name, type, shape } of matrices) {
    const [rows, columns] = shape;
    // The innermost dimension comes first.
    parts.push(text(name), u32(2), u64(columns), u64(rows), u32(tensorTypes[type].number), u64(offset));
    offset += Math.ceil((rows * columns * tensorTypes[type].bytes) / alignment) * alignment;
  }
  return Buffer.concat(parts);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

function f32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
