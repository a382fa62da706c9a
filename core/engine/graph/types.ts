/** Element types of values in a graph. */
export type DType = 'f32' | 'f16' | 'bf16' | 'i64' | 'i32' | 'u8' | 'i8' | 'bool';

/** A floating-point type that a program may compute in. */
export type FloatType = 'f32' | 'f16' | 'bf16';

/** A size known when the graph is built, or the name of one that is known only at run time. */
export type Dim = number | string;

export type Shape = readonly Dim[];

/** One tensor in a graph: an input, a constant, a weight or the output of a node. */
export interface Value {
  readonly name: string;
  readonly type: DType;
  readonly shape: Shape;
}

/** ONNX's `TensorProto.DataType` numbers. */
export const onnxTypes: Readonly<Record<DType, number>> = {
  f32: 1,
  u8: 2,
  i8: 3,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  bf16: 16,
};

/** Bytes an element takes. */
export const typeBytes: Readonly<Record<DType, number>> = {
  f32: 4,
  u8: 1,
  i8: 1,
  i32: 4,
  i64: 8,
  bool: 1,
  f16: 2,
  bf16: 2,
};

export function isFloat(type: DType): type is FloatType {
  return type === 'f32' || type === 'f16' || type === 'bf16';
}

/** `f32[4, 100]`: how messages and printed graphs write a type and shape. */
export function describe(value: Pick<Value, 'type' | 'shape'>): string {
  return `${value.type}[${value.shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** Number of elements of a shape without symbolic sizes. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const dim of shape) {
    if (typeof dim !== 'number') throw new Error(`Shape [${shape.join(', ')}] has no fixed element count`);
    count *= dim;
  }
  return count;
}
