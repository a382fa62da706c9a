import { invariant } from '../../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { type ScheduleColumn, scheduleColumns } from '../programs/adamw.ts';
import { type StateKind, stateKinds, stateName } from '../programs/optimizer-loop.ts';
import type { PackedBatch } from '../programs/packing.ts';
import { groupParameters, type ParameterGroup, type ParameterSpec } from '../programs/parameter-groups.ts';
import { type HostTensor, Session, type SessionOptions } from './session.ts';

/** One micro-batch as the optimizer loop takes it. */
export interface OptimizerInput {
  readonly batch: PackedBatch;
  readonly schedule: Readonly<Record<ScheduleColumn, number>>;
  /** What each scored token counts: usually 1 / (scored tokens · micro-batches a step). */
  readonly tokenWeight: number;
  /** Rows of the program's further inputs. */
  readonly extra?: Readonly<Record<string, readonly number[]>>;
}

/** Parameters and moments by `kind:name`, as they are between invocations. */
export type OptimizerState = ReadonlyMap<string, Float32Array>;

/** A trained set of parameters and the program that moves them. Between invocations the state is plain arrays here. */
export class OptimizerSession {
  private readonly session: Session;
  private readonly parameters: readonly ParameterSpec[];
  private readonly groups: readonly ParameterGroup[];
  private readonly kinds: readonly StateKind[];
  private tensors: Map<string, HostTensor>;

  private constructor(session: Session, graph: Graph, parameters: readonly ParameterSpec[], state: OptimizerState) {
    this.session = session;
    this.parameters = parameters;
    this.groups = groupParameters(parameters);
    this.kinds = stateKinds.filter((kind) =>
      graph.inputs.some(({ name }) => name === stateName(kind, this.groups[0]?.name ?? '')),
    );
    this.tensors = this.grouped(state);
  }

  /** `state` holds at least every `value:<parameter>`; moments that are missing start at zero. */
  static async create(
    graph: Graph,
    parameters: readonly ParameterSpec[],
    state: OptimizerState,
    options: SessionOptions,
  ): Promise<OptimizerSession> {
    for (const { name } of parameters) invariant(state.has(stateName('value', name)), `an initial value of ${name}`);
    return new OptimizerSession(await Session.create(graph, options), graph, parameters, state);
  }

  /** Runs the micro-batches in one invocation. Gives each one's weighted loss, and the norm of the gradient so far before clipping. */
  async run(inputs: readonly OptimizerInput[]): Promise<{ losses: number[]; norms: number[] }> {
    const first = inputs[0]?.batch;
    invariant(first, 'at least one micro-batch');
    const rows = [inputs.length, first.batch, first.length];
    const flat = [inputs.length, first.batch * first.length];
    const integers = (pick: (batch: PackedBatch) => BigInt64Array): BigInt64Array =>
      stack(inputs.map(({ batch }) => pick(batch)));
    const feeds: Record<string, HostTensor> = {
      steps: { data: BigInt64Array.of(BigInt(inputs.length)), dims: [] },
      ids: { data: integers(({ ids }) => ids), dims: rows },
      positions: { data: integers(({ positions }) => positions), dims: rows },
      segments: { data: integers(({ segments }) => segments), dims: rows },
      labels: { data: integers(({ labels }) => labels), dims: flat },
      weights: {
        data: Float32Array.from(
          inputs.flatMap(({ batch, tokenWeight }) => Array.from(batch.weights, (w) => w * tokenWeight)),
        ),
        dims: flat,
      },
      schedule: {
        data: Float32Array.from(inputs.flatMap(({ schedule }) => scheduleColumns.map((column) => schedule[column]))),
        dims: [inputs.length, scheduleColumns.length],
      },
    };
    for (const [name, row] of Object.entries(inputs[0]?.extra ?? {}))
      feeds[name] = {
        data: BigInt64Array.from(inputs.flatMap(({ extra }) => (extra?.[name] ?? []).map(BigInt))),
        dims: [inputs.length, row.length],
      };
    for (const [key, tensor] of this.tensors) feeds[key] = tensor;

    const results = await this.session.run(feeds);
    this.tensors = new Map(
      [...this.tensors.keys()].map((key): [string, HostTensor] => [key, results[`new ${key}`] as HostTensor]),
    );
    return { losses: numbers(results.loss), norms: numbers(results.norm) };
  }

  /** What is known now, by parameter: views of arrays that no later invocation changes. */
  get state(): OptimizerState {
    const state = new Map<string, Float32Array>();
    for (const kind of this.kinds)
      for (const { name, shape, members, rows } of this.groups) {
        const data = this.tensors.get(stateName(kind, name))?.data as Float32Array;
        let at = 0;
        for (const [i, member] of members.entries()) {
          const size = (rows[i] as number) * shape[1];
          state.set(stateName(kind, this.parameterName(member)), data.subarray(at, at + size));
          at += size;
        }
      }
    return state;
  }

  /** Goes back to a state that `state` gave. */
  restore(state: OptimizerState): void {
    this.tensors = this.grouped(state);
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }

  /** The arrays that the program takes; what a state lacks is zero. */
  private grouped(state: OptimizerState): Map<string, HostTensor> {
    return new Map(
      this.kinds.flatMap((kind) =>
        this.groups.map(({ name, shape, members, rows }): [string, HostTensor] => {
          const data = new Float32Array(shape[0] * shape[1]);
          let at = 0;
          for (const [i, member] of members.entries()) {
            const key = stateName(kind, this.parameterName(member));
            const size = (rows[i] as number) * shape[1];
            const known = state.get(key);
            invariant(known === undefined || known.length === size, `${key} has ${size} numbers`);
            if (known) data.set(known, at);
            at += size;
          }
          return [stateName(kind, name), { data, dims: shape }];
        }),
      ),
    );
  }

  private parameterName(index: number): string {
    return this.parameters[index]?.name ?? '';
  }
}

function stack(arrays: readonly BigInt64Array[]): BigInt64Array {
  const out = new BigInt64Array(arrays.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

function numbers(tensor: HostTensor | undefined): number[] {
  return Array.from((tensor?.data ?? []) as Float32Array);
}
