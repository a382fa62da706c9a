import { AppError } from '../../errors.ts';
import { type ByteFile, openBytes } from './file-bytes.ts';
import { type GgufType, ggufTypeNames, ggufTypes } from './gguf-types.ts';

/** A metadata value. 64-bit integers are numbers where they are exact, bigints elsewhere. */
export type GgufValue = number | bigint | boolean | string | GgufValue[];

/** Where one tensor lies in a GGUF file. */
export interface GgufTensor {
  readonly name: string;
  readonly type: GgufType;
  /** Row-major, outermost first: the reverse of the order in the file. */
  readonly shape: readonly number[];
  /** From the start of the file, in bytes. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** An open GGUF file. Close it when done. */
export interface GgufFile {
  readonly path: string;
  readonly version: number;
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** The tensor's bytes as they lie in the file. @throws AppError `model/missing-tensor`. */
  bytes(name: string): Uint8Array;
  close(): void;
}

/**
 * Opens a GGUF file (version 2 or 3, little-endian) and reads its metadata and its table of tensors; each count and
 * offset is checked against the file's size before it is believed.
 *
 * @throws AppError `model/not-found`, `model/bad-file`, `model/unsupported-tensor-type`.
 */
export function openGguf(path: string): GgufFile {
  const file = openBytes(path);
  try {
    return { path, ...readGguf(file), close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function readGguf(file: ByteFile): Omit<GgufFile, 'path' | 'close'> {
  const reader = createReader(file);
  if (file.size < 24 || reader.u32() !== magic) throw badFile(file, 'it does not begin with "GGUF"');
  const version = reader.u32();
  if (version !== 2 && version !== 3) throw badFile(file, `it is version ${version}, and versions 2 and 3 are known`);
  const tensorCount = reader.count('tensors', 24);
  const metadataCount = reader.count('metadata entries', 13);

  const metadata: Record<string, GgufValue> = Object.create(null);
  for (let i = 0; i < metadataCount; i++) {
    const key = reader.text();
    metadata[key] = reader.value(reader.u32(), key, 0);
  }

  const entries = Array.from({ length: tensorCount }, () => tensorEntry(file, reader));
  const alignment = alignmentOf(file, metadata);
  const dataStart = Math.ceil(reader.position() / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const entry of entries) {
    const tensor = { ...entry, offset: dataStart + entry.offset };
    if (entry.offset % alignment !== 0)
      throw badFile(file, `tensor ${tensor.name} lies at ${entry.offset}, no multiple of ${alignment}`);
    if (tensor.offset + tensor.length > file.size)
      throw badFile(
        file,
        `tensor ${tensor.name} ends at byte ${tensor.offset + tensor.length}, and the file has only ${file.size}: it is cut short`,
      );
    if (tensors.has(tensor.name)) throw badFile(file, `tensor ${tensor.name} stands in it twice`);
    tensors.set(tensor.name, tensor);
  }

  return {
    version,
    metadata,
    tensors,
    bytes(name) {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new AppError('model/missing-tensor', `${file.path} has no tensor named ${name}.`);
      return file.read(tensor.offset, tensor.length);
    },
  };
}

/** `offset` is still relative to the data. */
function tensorEntry(file: ByteFile, reader: Reader): GgufTensor {
  const name = reader.text();
  const dimensions = reader.u32();
  if (dimensions > 4) throw badFile(file, `tensor ${name} claims ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => reader.size(`a dimension of ${name}`)).reverse();
  const number = reader.u32();
  const offset = reader.size(`the offset of ${name}`);
  const type = ggufTypeNames.get(number);
  if (type === undefined)
    throw new AppError(
      'model/unsupported-tensor-type',
      `${file.path}: tensor ${name} is of GGUF type ${number}, which can't be read. Supported are ${[...ggufTypeNames.values()].join(', ')}.`,
      { hint: 'Take a file with one of these types, for example a Q4_1, Q8_0 or F16 one.' },
    );
  const elements = shape.reduce((product, size) => product * size, 1);
  const { blockSize, blockBytes } = ggufTypes[type];
  if (!Number.isSafeInteger(elements) || (shape.at(-1) ?? 1) % blockSize !== 0)
    throw badFile(file, `tensor ${name} is ${type} [${shape.join(', ')}], and rows come in blocks of ${blockSize}`);
  return { name, type, shape, offset, length: (elements / blockSize) * blockBytes };
}

function alignmentOf(file: ByteFile, metadata: Readonly<Record<string, GgufValue>>): number {
  const alignment = metadata['general.alignment'] ?? 32;
  if (typeof alignment !== 'number' || alignment < 1 || alignment > 65_536 || alignment % 1 !== 0)
    throw badFile(file, `its alignment is ${String(alignment)}`);
  return alignment;
}

interface Reader {
  position(): number;
  u32(): number;
  /** A 64-bit size, refused when it is larger than what a file can hold. */
  size(what: string): number;
  /** A 64-bit count of things that take at least `bytesEach` bytes each. */
  count(what: string, bytesEach: number): number;
  text(): string;
  value(type: number, key: string, depth: number): GgufValue;
}

/** Reads forward through a window of the file. */
function createReader(file: ByteFile): Reader {
  let window = new Uint8Array(0);
  let view = new DataView(window.buffer);
  let windowStart = 0;
  let position = 0;

  /** Makes `length` bytes from the position available and steps over them; returns where they start in the window. */
  function take(length: number): number {
    if (length > file.size - position)
      throw badFile(file, `at byte ${position} it needs ${length} more bytes, and it has only ${file.size}`);
    if (position < windowStart || position + length > windowStart + window.length) {
      window = file.read(position, Math.min(Math.max(length, windowBytes), file.size - position)) as typeof window;
      view = new DataView(window.buffer);
      windowStart = position;
    }
    const at = position - windowStart;
    position += length;
    return at;
  }

  function u32(): number {
    const at = take(4);
    return view.getUint32(at, true);
  }
  function u64(): number | bigint {
    const at = take(8);
    return exact(view.getBigUint64(at, true));
  }
  function size(what: string): number {
    const value = u64();
    if (typeof value === 'bigint') throw badFile(file, `${what} is ${value}`);
    return value;
  }
  function count(what: string, bytesEach: number): number {
    const value = size(`the number of ${what}`);
    if (value * bytesEach > file.size - position) throw badFile(file, `it claims ${value} ${what}`);
    return value;
  }
  function text(): string {
    const length = size('the length of a text');
    const at = take(length);
    return decoder.decode(window.subarray(at, at + length));
  }
  function value(type: number, key: string, depth: number): GgufValue {
    const width = scalarBytes[type];
    if (width !== undefined) {
      const at = take(width);
      return scalar(view, at, type);
    }
    if (type === textType) return text();
    if (type !== arrayType || depth > 4) throw badFile(file, `its metadata entry ${key} is of type ${type}`);
    const number = u32();
    const length = count(`values of ${key}`, scalarBytes[number] ?? 8);
    const values: GgufValue[] = [];
    for (let i = 0; i < length; i++) values.push(value(number, key, depth + 1));
    return values;
  }
  return { position: () => position, u32, size, count, text, value };
}

function scalar(view: DataView, at: number, type: number): GgufValue {
  switch (type) {
    case 0:
      return view.getUint8(at);
    case 1:
      return view.getInt8(at);
    case 2:
      return view.getUint16(at, true);
    case 3:
      return view.getInt16(at, true);
    case 4:
      return view.getUint32(at, true);
    case 5:
      return view.getInt32(at, true);
    case 6:
      return view.getFloat32(at, true);
    case 7:
      return view.getUint8(at) !== 0;
    case 10:
      return exact(view.getBigUint64(at, true));
    case 11:
      return exact(view.getBigInt64(at, true));
    default:
      return view.getFloat64(at, true);
  }
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function badFile(file: ByteFile, found: string): AppError {
  return new AppError('model/bad-file', `${file.path} is not a usable GGUF file: ${found}.`);
}

/** Widths of the metadata types with a fixed width: u8, i8, u16, i16, u32, i32, f32, bool, u64, i64, f64. */
const scalarBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const textType = 8;
const arrayType = 9;
const magic = 0x46554747;
const windowBytes = 4 * 1024 * 1024;
const decoder = new TextDecoder();
