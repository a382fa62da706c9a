import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { AppError, invariant } from '../../errors.ts';
import { encodeModel } from '../graph/encode.ts';
import type { Graph } from '../graph/graph.ts';
import type { Device } from './devices.ts';
import { askedThreads } from './threads.ts';

/** Loaded when the first session is made, so that rooms which only describe graphs need no native module. */
let runtime: typeof Ort | undefined;
export function onnxruntime(): typeof Ort {
  runtime ??= createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;
  return runtime;
}

/** A tensor as it crosses to onnxruntime: 32-bit floats, 64-bit integers, or 16-bit floats as their bits. */
export interface HostTensor {
  readonly data: Float32Array | BigInt64Array | Uint16Array;
  readonly dims: readonly number[];
}

export interface SessionOptions {
  /** Folder that holds the files the graph's weights are mapped from. */
  readonly folder: string;
  readonly device: Device;
  /** As many as STOCKPOT_THREADS says, or as there are cores, unless given. */
  readonly threads?: number | undefined;
  /** Keeps weights mapped instead of copying them into the processor's preferred order: less memory, slower. */
  readonly lowMemory?: boolean | undefined;
}

/**
 * A graph made ready to run. A run holds the calling thread until it ends and cannot be interrupted. `dispose` gives the memory back.
 * Running out of memory throws `device/out-of-memory`; any other failure of onnxruntime `engine/failed`.
 */
export class Session {
  private readonly session: Ort.InferenceSession;
  private readonly inputTypes: ReadonlyMap<string, Ort.Tensor.Type>;
  /** Name of an output → the value that holds it. */
  private readonly outputs: readonly (readonly [name: string, value: string])[];

  private constructor(session: Ort.InferenceSession, graph: Graph) {
    this.session = session;
    this.inputTypes = new Map(graph.inputs.map(({ name, type }) => [name, ortType(type)]));
    this.outputs = graph.outputs.map(({ name, value }) => [name, value.name]);
  }

  static async create(
    graph: Graph,
    { folder, device, threads = askedThreads(), lowMemory }: SessionOptions,
  ): Promise<Session> {
    const bytes = encodeModel(graph);
    const options: Ort.InferenceSession.SessionOptions = {
      executionProviders: device.providers,
      graphOptimizationLevel: 'all',
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      logSeverityLevel: 3,
      // a plan of all memory at once saves a little time and costs the sum of what never lives together
      enableMemPattern: !lowMemory,
      extra: {
        session: {
          set_denormal_as_zero: '1',
          model_external_initializers_file_folder_path: folder,
          ...(lowMemory ? { disable_prepacking: '1' } : {}),
        },
      },
    };
    try {
      const session = await onnxruntime().InferenceSession.create(bytes, options);
      return new Session(session, graph);
    } catch (cause) {
      throw engineError('The engine could not load a program', cause);
    }
  }

  async run(feeds: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>> {
    const { Tensor } = onnxruntime();
    const tensors: Record<string, Ort.Tensor> = {};
    for (const [name, { data, dims }] of Object.entries(feeds)) {
      const type = this.inputTypes.get(name);
      invariant(type, `the program has an input ${name}`);
      tensors[name] = new Tensor(type as 'float32', data as Float32Array, dims);
    }
    try {
      const results = (await this.session.run(tensors)) as unknown as Record<string, HostTensor>;
      return Object.fromEntries(this.outputs.map(([name, value]) => [name, results[value] as HostTensor]));
    } catch (cause) {
      throw engineError('The engine failed in a run', cause);
    }
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function ortType(type: string): Ort.Tensor.Type {
  const types: Readonly<Record<string, Ort.Tensor.Type>> = { f32: 'float32', f16: 'float16', i64: 'int64' };
  const found = types[type];
  invariant(found, `${type} can cross to onnxruntime`);
  return found;
}

function engineError(what: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (/bad_alloc|out of memory|Failed to allocate|allocate memory/i.test(detail))
    return new AppError('device/out-of-memory', `${what}: there is not enough memory (${detail}).`, {
      cause,
      hint: 'Close other programs, or choose a smaller batch or model.',
    });
  return new AppError('engine/failed', `${what}: ${detail}`, { cause });
}
