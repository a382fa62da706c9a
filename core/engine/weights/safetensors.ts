import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../errors.ts';
import { type ByteFile, openBytes } from './file-bytes.ts';
import { aligned, floatsFromHalves } from './float16.ts';

/** The element types we read, by their names in a safetensors header. */
export type StoredType = 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'U8' | 'I8' | 'BOOL';

/** Bytes of one element. */
export const elementBytes: Readonly<Record<StoredType, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  U8: 1,
  I8: 1,
  BOOL: 1,
};

/** Where one tensor lies. */
export interface StoredTensor {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** Plain file name in the set's folder. */
  readonly file: string;
  /** From the start of the file, in bytes. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** The tensors of one model: all in one real folder, as onnxruntime wants its external data. */
export interface WeightSet {
  /** With no symbolic link in it. */
  readonly folder: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * The tensors of a safetensors file, or of a folder that holds `model.safetensors` or a sharded
 * `model.safetensors.index.json`. Links are followed; only headers are read.
 *
 * @throws AppError `model/not-found`, `model/bad-file` (truncated, overlapping, out of range, shards in several folders),
 * `model/unsupported-tensor-type`.
 */
export function openSafetensors(path: string): WeightSet {
  if (!existsSync(path)) throw new AppError('model/not-found', `There is no model file or folder at ${path}.`);
  if (!statSync(path).isDirectory()) return openFiles([path], path);
  const single = join(path, 'model.safetensors');
  if (existsSync(single)) return openFiles([single], path);
  const index = join(path, 'model.safetensors.index.json');
  if (existsSync(index)) return openShards(path, index);
  throw new AppError(
    'model/not-found',
    `${path} holds neither model.safetensors nor model.safetensors.index.json, so there are no weights to read in it.`,
  );
}

/**
 * One tensor as 32-bit floats, row-major.
 *
 * @throws AppError `model/missing-tensor`, `model/unsupported-tensor-type` for integers, `model/bad-file`.
 */
export function readTensor(set: WeightSet, name: string): Float32Array {
  const tensor = storedTensor(set, name);
  const bytes = readTensorBytes(set, name);
  switch (tensor.type) {
    case 'F32':
      return new Float32Array(aligned(bytes, 4));
    case 'F16':
    case 'BF16':
      return floatsFromHalves(bytes, tensor.type);
    default:
      throw new AppError(
        'model/unsupported-tensor-type',
        `Tensor ${name} in ${join(set.folder, tensor.file)} holds ${tensor.type}, where floats were expected.`,
      );
  }
}

/** One tensor's bytes as they lie in the file. @throws AppError `model/missing-tensor`, `model/bad-file`. */
export function readTensorBytes(set: WeightSet, name: string): Uint8Array {
  const tensor = storedTensor(set, name);
  const file = openBytes(join(set.folder, tensor.file));
  try {
    return file.read(tensor.offset, tensor.length);
  } finally {
    file.close();
  }
}

/** The `__metadata__` of one safetensors file. @throws AppError `model/not-found`, `model/bad-file`. */
export function readSafetensorsMetadata(path: string): Readonly<Record<string, string>> {
  const file = openBytes(path);
  try {
    return (readHeader(file).header.__metadata__ ?? {}) as Record<string, string>;
  } finally {
    file.close();
  }
}

function storedTensor(set: WeightSet, name: string): StoredTensor {
  const tensor = set.tensors.get(name);
  if (tensor === undefined)
    throw new AppError(
      'model/missing-tensor',
      `The model in ${set.folder} has no tensor named ${name} (it has ${set.tensors.size} others).`,
    );
  return tensor;
}

function openShards(folder: string, indexPath: string): WeightSet {
  const map = weightMap(indexPath);
  const shards = [...new Set(Object.values(map))];
  for (const shard of shards) {
    if (basename(shard) !== shard || shard === '..')
      throw new AppError('model/bad-file', `${indexPath} names a file outside its folder: ${JSON.stringify(shard)}.`);
    if (!existsSync(join(folder, shard)))
      throw new AppError('model/bad-file', `${indexPath} names ${shard}, which is not in the folder. Fetch it again.`);
  }
  const set = openFiles(
    shards.map((shard) => join(folder, shard)),
    folder,
  );
  const missing = Object.keys(map).find((name) => !set.tensors.has(name));
  if (missing !== undefined)
    throw new AppError('model/missing-tensor', `${indexPath} lists tensor ${missing}, and none of its files holds it.`);
  return set;
}

function weightMap(indexPath: string): Record<string, string> {
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(indexPath, 'utf8'));
  } catch (cause) {
    throw new AppError('model/bad-file', `${indexPath} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const map = isRecord(index) ? index.weight_map : undefined;
  if (!isRecord(map) || !Object.values(map).every((value) => typeof value === 'string'))
    throw new AppError('model/bad-file', `${indexPath} has no weight_map from tensor names to files.`);
  return map as Record<string, string>;
}

function openFiles(paths: readonly string[], asked: string): WeightSet {
  const tensors = new Map<string, StoredTensor>();
  const real = paths.map((path) => realpathSync(path));
  const folders = [...new Set(real.map((path) => dirname(path)))];
  if (folders.length !== 1)
    throw new AppError(
      'model/bad-file',
      `The weight files of ${asked} are links into ${folders.length} folders (${folders.join(', ')}), and they can only be mapped from one. Put the real files into one folder.`,
    );
  for (const path of real) {
    for (const tensor of openOne(path)) {
      if (tensors.has(tensor.name))
        throw new AppError('model/bad-file', `Tensor ${tensor.name} stands twice in the weight files of ${asked}.`);
      tensors.set(tensor.name, tensor);
    }
  }
  return { folder: folders[0]!, tensors };
}

function openOne(path: string): StoredTensor[] {
  const file = openBytes(path);
  try {
    const { header, dataStart } = readHeader(file);
    const tensors: StoredTensor[] = [];
    for (const [name, entry] of Object.entries(header))
      if (name !== '__metadata__') tensors.push(tensorOf(file, dataStart, name, entry));
    checkOverlaps(path, tensors);
    return tensors;
  } finally {
    file.close();
  }
}

function readHeader(file: ByteFile): { header: Record<string, unknown>; dataStart: number } {
  const bad = (found: string): AppError =>
    new AppError('model/bad-file', `${file.path} is not a usable safetensors file: ${found}. Fetch it again.`);
  if (file.size < 8) throw bad(`it has ${file.size} bytes`);
  const length = Number(new DataView(file.read(0, 8).buffer).getBigUint64(0, true));
  if (length < 2 || length > largestHeader) throw bad(`its header claims ${length} bytes`);
  if (8 + length > file.size) throw bad(`its header claims ${length} bytes, and the whole file has ${file.size}`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.read(8, length)));
  } catch (cause) {
    throw bad(`its header is not JSON (${(cause as Error).message})`);
  }
  if (!isRecord(header)) throw bad('its header is not a JSON object');
  return { header, dataStart: 8 + length };
}

function tensorOf(file: ByteFile, dataStart: number, name: string, entry: unknown): StoredTensor {
  const bad = (found: string): AppError =>
    new AppError('model/bad-file', `${file.path}: tensor ${name} ${found}. Fetch the file again.`);
  if (!isRecord(entry)) throw bad('has no description in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw bad('has no type');
  if (!(dtype in elementBytes))
    throw new AppError(
      'model/unsupported-tensor-type',
      `${file.path}: tensor ${name} holds ${dtype}. Supported are ${Object.keys(elementBytes).join(', ')}.`,
    );
  const type = dtype as StoredType;
  if (!isSizes(shape)) throw bad(`has the shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) throw bad(`has the offsets ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, size) => product * size, elementBytes[type]);
  if (end - begin !== expected)
    throw bad(`is ${type} [${shape.join(', ')}], which takes ${expected} bytes, and has ${end - begin}`);
  if (dataStart + end > file.size)
    throw bad(`ends at byte ${dataStart + end}, and the file has only ${file.size}: it is cut short`);
  return { name, type, shape, file: basename(file.path), offset: dataStart + begin, length: expected };
}

function checkOverlaps(path: string, tensors: readonly StoredTensor[]): void {
  const sorted = tensors.filter((tensor) => tensor.length > 0).sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < sorted.length; i++) {
    const [before, after] = [sorted[i - 1]!, sorted[i]!];
    if (before.offset + before.length > after.offset)
      throw new AppError('model/bad-file', `${path}: tensors ${before.name} and ${after.name} overlap.`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Other readers of the format refuse larger headers too. */
const largestHeader = 100_000_000;
