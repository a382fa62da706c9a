import { AppError, invariant } from '../../errors.ts';
import { halvesFromFloats } from '../weights/float16.ts';
import { type AttributeKind, type Attributes, type Operand, type OpName, specOf } from './ops.ts';
import { ShapeError } from './shapes.ts';
import { type DType, describe, type Shape, typeBytes, type Value } from './types.ts';

export interface GraphNode {
  readonly op: OpName | 'Loop';
  /** An absent optional input is null. */
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** The body of a Loop. */
  readonly body?: Graph;
}

/** Nodes `[start, end)`. Stretches of one group are computed again at about the same time. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly group?: string | undefined;
}

/** A tensor stored in the graph, or in a file beside it. */
export type Initializer = { readonly value: Value } & (
  | { readonly data: Uint8Array }
  | { readonly file: string; readonly offset: number; readonly length: number }
);

/**
 * A typed ONNX graph under construction. A node is checked when it is added: a wrong one throws `graph/invalid` with the op,
 * what was expected and what came. A body (of a Loop) shares its root's constants and may use the values of the graphs around it.
 */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly inputs: Value[] = [];
  readonly outputs: { readonly value: Value; readonly name: string }[] = [];
  readonly root: Graph;
  /** Stretches of nodes that a gradient computes again instead of keeping what they gave. */
  readonly recomputed: Stretch[] = [];
  private recomputing = false;
  private readonly store: {
    next: number;
    readonly initializers: Initializer[];
    readonly constants: Map<string, Value>;
    readonly integers: Map<string, readonly number[]>;
    readonly names: Set<string>;
    readonly constantNames: Set<string>;
  };

  constructor(parent?: Graph) {
    this.root = parent?.root ?? this;
    this.store = parent?.store ?? {
      next: 0,
      initializers: [],
      constants: new Map(),
      integers: new Map(),
      names: new Set(),
      constantNames: new Set(),
    };
  }

  get initializers(): readonly Initializer[] {
    return this.store.initializers;
  }

  /** A graph for the body of a Loop in this one. */
  body(): Graph {
    return new Graph(this);
  }

  input(name: string, type: DType, shape: Shape): Value {
    const value = { name: this.unique(name), type, shape };
    invariant(value.name === name, `graph input ${name} is declared once`);
    this.inputs.push(value);
    return value;
  }

  /** Declares an output. Its name is how the result of a run is found. */
  output(name: string, value: Value): void {
    invariant(!this.outputs.some((output) => output.name === name), `graph output ${name} is declared once`);
    // ONNX wants each output to be some node's own
    const owned = this.nodes.some(({ outputs }) => outputs.some((output) => output.name === value.name));
    const taken = this.outputs.some((output) => output.value.name === value.name);
    this.outputs.push({ value: owned && !taken ? value : this.op('Identity', [value]), name });
  }

  /** A tensor that lies in a file in the model's own folder and is mapped, not copied. */
  weight(name: string, type: DType, shape: Shape, place: { file: string; offset: number; length: number }): Value {
    const known = this.store.constants.get(`weight ${name}`);
    if (known) return known;
    const value = { name: this.unique(name), type, shape };
    this.store.initializers.push({ value, ...place });
    this.store.constantNames.add(value.name);
    this.store.constants.set(`weight ${name}`, value);
    return value;
  }

  /** A constant tensor; equal small ones are kept once. Floating-point data is given as f32 and stored in `type`. */
  constant(data: readonly number[] | Float32Array | Uint8Array, shape: readonly number[], type: DType = 'f32'): Value {
    const key = data.length <= 64 ? `${type} ${shape.join()} ${Array.from(data).join()}` : undefined;
    const known = key === undefined ? undefined : this.store.constants.get(key);
    if (known) return known;
    const bytes = encodeElements(data, type);
    invariant(bytes.byteLength === shape.reduce((a, b) => a * b, 1) * typeBytes[type], `constant fills [${shape}]`);
    const value = { name: this.unique('const'), type, shape };
    this.store.initializers.push({ value, data: bytes });
    this.store.constantNames.add(value.name);
    if (key !== undefined) this.store.constants.set(key, value);
    if (type === 'i64' && shape.length <= 1) this.store.integers.set(value.name, Array.from(data, Number));
    return value;
  }

  scalar(value: number, type: DType = 'f32'): Value {
    return this.constant([value], [], type);
  }

  integers(values: readonly number[]): Value {
    return this.constant(values, [values.length], 'i64');
  }

  /** Adds a node with one output. */
  op(op: OpName, inputs: readonly (Value | null)[], attributes: Attributes = {}): Value {
    return this.node(op, inputs, attributes)[0] as Value;
  }

  /** Adds a node and gives all its outputs. */
  node(op: OpName, inputs: readonly (Value | null)[], attributes: Attributes = {}): readonly Value[] {
    const operands = inputs.map((value): Operand | undefined => {
      if (value === null) return undefined;
      const integers = this.store.integers.get(value.name);
      return integers ? { ...value, integers } : value;
    });
    const results = this.check(op, operands, attributes);
    const outputs = results.map(({ type, shape }) => ({ name: this.unique(op), type, shape }));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /**
   * `tripCount` runs of a body. The body's inputs are: iteration number (i64), condition (bool), then the carried values.
   * Its outputs: the condition, the carried values, then values to stack along a new first axis.
   */
  loop(tripCount: Value, carried: readonly Value[], body: Graph): readonly Value[] {
    const [iteration, condition, ...expected] = body.inputs;
    const [goOn, ...bodyOutputs] = body.outputs.map(({ value }) => value);
    const scalars = [tripCount, iteration, condition, goOn].map((value) => (value ? describe(value) : 'nothing'));
    if (scalars.join() !== 'i64[],i64[],bool[],bool[]')
      throw invalid('Loop', 'trip count and iteration i64[], condition taken and given bool[]', scalars.join(', '));
    if (expected.length !== carried.length)
      throw invalid('Loop', `a body that takes ${carried.length} carried values`, `${expected.length}`);
    carried.forEach((value, i) => {
      for (const [role, inner] of [
        ['takes', expected[i]],
        ['returns', bodyOutputs[i]],
      ] as const) {
        if (!inner || describe(inner) !== describe(value))
          throw invalid(
            'Loop',
            `a body that ${role} ${describe(value)} as carried value ${i}`,
            inner ? describe(inner) : 'nothing',
          );
      }
    });
    const outputs = bodyOutputs.map((value, i) => ({
      name: this.unique('Loop'),
      type: value.type,
      shape: i < carried.length ? value.shape : ['iterations', ...value.shape],
    }));
    const keepGoing = this.constant([1], [], 'bool');
    this.nodes.push({ op: 'Loop', inputs: [tripCount, keepGoing, ...carried], outputs, attributes: {}, body });
    return outputs;
  }

  /**
   * Adds nodes whose results are not kept for the gradient but computed again from their inputs: memory for time. Small stretches that
   * lie near one another may name a group: all of it may then be computed again when the gradient comes to the first of them.
   */
  recompute<T>(build: () => T, group?: string): T {
    if (this.recomputing) return build();
    const start = this.nodes.length;
    this.recomputing = true;
    try {
      return build();
    } finally {
      this.recomputing = false;
      if (this.nodes.length > start) this.recomputed.push({ start, end: this.nodes.length, group });
    }
  }

  /** Whether a value is a constant or a weight. */
  isConstant(value: Value): boolean {
    return this.store.constantNames.has(value.name);
  }

  /** The small integer constant behind a value, where it is one. */
  integersOf(value: Value): readonly number[] | undefined {
    return this.store.integers.get(value.name);
  }

  private check(op: OpName, operands: readonly (Operand | undefined)[], attributes: Attributes) {
    const spec = specOf(op);
    for (const [name, value] of Object.entries(attributes)) {
      const kind = spec.attributes?.[name];
      if (!kind) throw invalid(op, `attributes ${Object.keys(spec.attributes ?? {}).join(', ') || 'none'}`, name);
      if (!isOfKind(value, kind)) throw invalid(op, `${name} of kind ${kind}`, JSON.stringify(value));
    }
    const came = operands.map((operand) => (operand ? describe(operand) : 'nothing')).join(', ');
    const [fewest, most] = spec.arity;
    if (operands.length < fewest || operands.length > most)
      throw invalid(op, fewest === most ? `${fewest} inputs` : `${fewest} to ${most} inputs`, came || 'none');
    try {
      return spec.infer(operands as Operand[], attributes);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw invalid(op, error.message, came);
    }
  }

  private unique(base: string): string {
    const { names } = this.store;
    let name = base;
    while (names.has(name)) name = `${base}_${this.store.next++}`;
    names.add(name);
    return name;
  }
}

function invalid(op: string, expected: string, came: string): AppError {
  return new AppError('graph/invalid', `${op}: expected ${expected}; came ${came}`);
}

function isOfKind(value: Attributes[string], kind: AttributeKind): boolean {
  switch (kind) {
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'ints':
      return Array.isArray(value) && value.every(Number.isInteger);
  }
}

function encodeElements(data: readonly number[] | Float32Array | Uint8Array, type: DType): Uint8Array {
  const view = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  switch (type) {
    case 'f32':
      return view(Float32Array.from(data));
    case 'f16':
      return view(halvesFromFloats(Float32Array.from(data), 'F16'));
    case 'bf16':
      return view(halvesFromFloats(Float32Array.from(data), 'BF16'));
    case 'i64':
      return view(BigInt64Array.from(Array.from(data, BigInt)));
    case 'i32':
      return view(Int32Array.from(data));
    case 'i8':
      return view(Int8Array.from(data));
    case 'u8':
    case 'bool':
      return Uint8Array.from(data);
  }
}
