import { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { FloatType, Value } from '../graph/types.ts';
import { adamw, type Schedule, scheduleColumns } from './adamw.ts';
import { groupParameters, type ParameterSpec } from './parameter-groups.ts';

/** What one micro-batch sees; every value belongs to the loop's body. */
export interface MicroBatch {
  /** `[batch, length]`, i64: tokens, their positions in their sequence, and which sequence of the row they belong to */
  readonly ids: Value;
  readonly positions: Value;
  readonly segments: Value;
  /** `[batch · length]`: next tokens (i64) and what each counts in the loss (f32, 0 for none) */
  readonly labels: Value;
  readonly weights: Value;
  readonly parameters: readonly Value[];
  readonly gradientScale: Value;
  /** Named extra rows, one a micro-batch. */
  readonly extra: Readonly<Record<string, Value>>;
}

export interface OptimizerLoopOptions {
  readonly batch: number;
  readonly length: number;
  readonly parameters: readonly ParameterSpec[];
  /** Gradients are summed over several micro-batches before a step. */
  readonly accumulate: boolean;
  readonly type: FloatType;
  /** Further i64 inputs `[steps, width]`. */
  readonly extra?: Readonly<Record<string, number>>;
  /** Loss (scalar) of a micro-batch and its gradient for each parameter (f32, times gradientScale). */
  readonly loss: (
    graph: Graph,
    microBatch: MicroBatch,
  ) => { readonly loss: Value; readonly gradients: readonly Value[] };
}

/** What a carried tensor of the optimizer is: parameters, their first and second moments, their gradients so far. */
export const stateKinds = ['value', 'mean', 'square', 'gradient'] as const;
export type StateKind = (typeof stateKinds)[number];
/** Name of what is carried of a parameter (as a state is kept) or of a group of them (as the program takes it). */
export const stateName = (kind: StateKind, parameter: string): string => `${kind}:${parameter}`;

/**
 * The optimizer as one ONNX Loop: `steps` micro-batches an invocation, with parameters and moments carried on the device, several
 * parameters in one tensor (see {@link groupParameters}).
 *
 * Inputs: `steps` (scalar), `ids`, `positions`, `segments` `[steps, batch, length]`, `labels`, `weights` `[steps, batch · length]`,
 * `schedule` `[steps, columns]`, the extra rows, and the state of each group. Outputs: each state tensor under `new <name>`,
 * `loss` `[steps]`, `norm` `[steps]`.
 */
export function optimizerLoop(options: OptimizerLoopOptions): Graph {
  const { batch, length, parameters, accumulate } = options;
  const kinds = stateKinds.filter((kind) => kind !== 'gradient' || accumulate);
  const groups = groupParameters(parameters);
  const graph = new Graph();
  const steps = graph.input('steps', 'i64', []);
  const tokens = [batch * length] as const;
  const fed = {
    ids: graph.input('ids', 'i64', ['steps', batch, length]),
    positions: graph.input('positions', 'i64', ['steps', batch, length]),
    segments: graph.input('segments', 'i64', ['steps', batch, length]),
    labels: graph.input('labels', 'i64', ['steps', ...tokens]),
    weights: graph.input('weights', 'f32', ['steps', ...tokens]),
    schedule: graph.input('schedule', 'f32', ['steps', scheduleColumns.length]),
  };
  const extraInputs = Object.entries(options.extra ?? {}).map(
    ([name, width]) => [name, graph.input(name, 'i64', ['steps', width])] as const,
  );
  const states = kinds.flatMap((kind) =>
    groups.map(({ name, shape }) => graph.input(stateName(kind, name), 'f32', shape)),
  );

  const body = graph.body();
  const m = math(body);
  const iteration = body.input('iteration', 'i64', []);
  const goOn = body.input('condition', 'bool', []);
  const carried = new Map<string, Value>(
    kinds.flatMap((kind) =>
      groups.map(({ name, shape }) => [stateName(kind, name), body.input(`in ${stateName(kind, name)}`, 'f32', shape)]),
    ),
  );
  const current = (kind: StateKind, name: string): Value => carried.get(stateName(kind, name)) as Value;
  const row = (value: Value): Value => m.gather(value, iteration);
  const columns = m.split(
    row(fed.schedule),
    scheduleColumns.map(() => 1),
    0,
  );
  const schedule = Object.fromEntries(
    scheduleColumns.map((name, i) => [name, m.reshape(columns[i] as Value, [])]),
  ) as unknown as Schedule;

  const parted: Value[] = [];
  for (const { name, members, rows } of groups) {
    const value = current('value', name);
    const parts = members.length === 1 ? [value] : m.split(value, rows, 0);
    for (const [at, member] of members.entries()) parted[member] = parts[at] as Value;
  }

  const { loss, gradients } = options.loss(body, {
    ids: row(fed.ids),
    positions: row(fed.positions),
    segments: row(fed.segments),
    labels: row(fed.labels),
    weights: row(fed.weights),
    parameters: parted,
    gradientScale: schedule.gradientScale,
    extra: Object.fromEntries(extraInputs.map(([name, value]) => [name, row(value)])),
  });
  const totals = groups.map(({ name, members }) => {
    const gradient = m.concat(
      members.map((i) => gradients[i] as Value),
      0,
    );
    return accumulate ? m.add(current('gradient', name), gradient) : gradient;
  });
  const updated = adamw(
    body,
    groups.map(({ name }, i) => ({
      value: current('value', name),
      mean: current('mean', name),
      square: current('square', name),
      gradient: totals[i] as Value,
    })),
    schedule,
    { skipOverflow: options.type === 'f16' },
  );

  // a choice, not a product: 0 times an overflowed gradient would be NaN
  const clear = body.op('LessOrEqual', [schedule.keep, body.scalar(0)]);
  body.output('go on', body.op('Identity', [goOn]));
  for (const kind of kinds)
    groups.forEach(({ name }, i) => {
      const value =
        kind === 'gradient' ? m.where(clear, body.scalar(0), totals[i] as Value) : updated.states[i]?.[kind];
      body.output(`out ${stateName(kind, name)}`, value as Value);
    });
  body.output('step loss', loss);
  body.output('step norm', updated.norm);

  const results = graph.loop(steps, states, body);
  states.forEach(({ name }, i) => {
    graph.output(`new ${name}`, results[i] as Value);
  });
  graph.output('loss', results[states.length] as Value);
  graph.output('norm', results[states.length + 1] as Value);
  return graph;
}
