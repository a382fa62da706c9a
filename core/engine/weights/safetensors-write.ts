import { AppError } from '../../errors.ts';
import { writeBeside } from './file-bytes.ts';
import { halvesFromFloats } from './float16.ts';
import { elementBytes, type StoredType } from './safetensors.ts';

/** Bytes as they are to lie in the file, or floats, which are stored in the tensor's float type. */
export type TensorData = Uint8Array | Float32Array;

/** A tensor to be written. A function for its data is called when its turn comes, so that one tensor at a time is in memory. */
export interface TensorToWrite {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly data: TensorData | (() => TensorData);
}

/**
 * Writes a safetensors file: beside its place, synced, renamed. The data starts at a multiple of 64 bytes, and each tensor
 * at a multiple of its element size: in the order given where that does it, else larger element types first.
 *
 * @param what what the file is, in words, for the message when the disk is full or refuses.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata?: Readonly<Record<string, string>>,
  what?: string,
): void {
  const list = [...tensors];
  if (!isAligned(list)) list.sort((a, b) => elementBytes[b.type] - elementBytes[a.type]);
  const header = headerOf(list, metadata);
  const write = (append: (bytes: Uint8Array) => void): void => {
    append(header);
    for (const tensor of list) {
      const bytes = bytesOf(tensor);
      if (bytes.length !== sizeOf(tensor))
        throw new AppError(
          'model/bad-file',
          `Tensor ${tensor.name} is ${tensor.type} [${tensor.shape.join(', ')}], which takes ${sizeOf(tensor)} bytes, and ${bytes.length} were given.`,
        );
      append(bytes);
    }
  };
  writeBeside(path, write, { what, bytes: list.reduce((sum, tensor) => sum + sizeOf(tensor), header.length) });
}

function headerOf(tensors: readonly TensorToWrite[], metadata?: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = {};
  if (metadata !== undefined) header.__metadata__ = metadata;
  let offset = 0;
  for (const tensor of tensors) {
    if (Object.hasOwn(header, tensor.name))
      throw new AppError('model/bad-file', `Tensor ${tensor.name} was to be written twice.`);
    const end = offset + sizeOf(tensor);
    header[tensor.name] = { dtype: tensor.type, shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil((8 + json.length) / 64) * 64 - 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

function isAligned(tensors: readonly TensorToWrite[]): boolean {
  let offset = 0;
  return tensors.every((tensor) => {
    const aligned = offset % elementBytes[tensor.type] === 0;
    offset += sizeOf(tensor);
    return aligned;
  });
}

function sizeOf(tensor: TensorToWrite): number {
  return tensor.shape.reduce((product, size) => product * size, elementBytes[tensor.type]);
}

function bytesOf(tensor: TensorToWrite): Uint8Array {
  const data = typeof tensor.data === 'function' ? tensor.data() : tensor.data;
  if (data instanceof Uint8Array) return data;
  if (tensor.type === 'F32') return viewBytes(data);
  if (tensor.type === 'F16' || tensor.type === 'BF16') return viewBytes(halvesFromFloats(data, tensor.type));
  throw new AppError(
    'model/unsupported-tensor-type',
    `Tensor ${tensor.name} is to be ${tensor.type}, and floats were given: they fit F32, F16 and BF16 alone.`,
  );
}

function viewBytes(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
