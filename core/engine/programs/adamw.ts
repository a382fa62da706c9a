import type { Graph } from '../graph/graph.ts';
import { math } from '../graph/math.ts';
import type { Value } from '../graph/types.ts';

/**
 * One row of numbers a micro-batch, all decided outside the graph (see {@link scheduleRow}), so that a micro-batch that only accumulates
 * and one that steps are the same computation.
 */
export const scheduleColumns = [
  'gain', // 1, or 0 while accumulating: nothing goes into the moments then
  'meanDecay', // β₁, or 1 while accumulating
  'squareDecay', // β₂, or 1
  'stepSize', // η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · (1 − β₁) / √(1 − β₂), or 0
  'epsilon', // ε √(1 − β₂ᵗ) / √(1 − β₂)
  'decay', // 1 − η λ, or 1
  'keep', // 1 while accumulating: the gradient so far is kept; else 0
  'clipNorm',
  'gradientScale', // loss scale of f16, else 1
] as const;
export type ScheduleColumn = (typeof scheduleColumns)[number];
export type Schedule = Readonly<Record<ScheduleColumn, Value>>;

export interface AdamState {
  readonly value: Value;
  readonly mean: Value;
  readonly square: Value;
  readonly gradient: Value;
}

/**
 * AdamW (Loshchilov & Hutter 2019, algorithm 2), with the gradient clipped to a global norm. The moments are kept as plain discounted
 * sums M = m / (1 − β₁) and V = v / (1 − β₂), which takes fewer passes over memory; `stepSize` and `epsilon` make up for it:
 *
 *     g ← g · min(1, clip / (‖g‖ + 10⁻⁶))
 *     M ← β₁ M + g,  V ← β₂ V + g²
 *     p ← (1 − ηλ) p − stepSize · M / (√V + epsilon)
 *
 * Gives the new states and ‖g‖ before clipping. With `skipOverflow` (f16), a step whose gradient is not finite changes nothing.
 */
export function adamw(
  graph: Graph,
  states: readonly AdamState[],
  schedule: Schedule,
  { skipOverflow = false } = {},
): { readonly states: Omit<AdamState, 'gradient'>[]; readonly norm: Value } {
  const m = math(graph);
  const squares = states.map(({ gradient }) => graph.op('ReduceSumSquare', [gradient], { keepdims: 0 }));
  const scaledNorm = m.sqrt(squares.length === 1 ? (squares[0] as Value) : graph.op('Sum', squares));
  const norm = m.div(scaledNorm, schedule.gradientScale);
  const finite = graph.op('LessOrEqual', [norm, graph.scalar(3e38)]);
  const clipped = m.min(1, m.div(schedule.clipNorm, m.add(norm, 1e-6)));
  const factor = m.div(m.mul(clipped, schedule.gain), schedule.gradientScale);
  const ifFinite = (changed: Value, kept: Value) => (skipOverflow ? m.where(finite, changed, kept) : changed);
  return {
    norm,
    states: states.map(({ value, mean, square, gradient }) => {
      const g = m.mul(gradient, factor);
      const newMean = m.add(m.mul(mean, schedule.meanDecay), g);
      const newSquare = m.add(m.mul(square, schedule.squareDecay), m.mul(g, g));
      const direction = m.div(newMean, m.add(m.sqrt(newSquare), schedule.epsilon));
      const step = m.mul(direction, schedule.stepSize);
      const newValue = m.sub(m.mul(value, schedule.decay), step);
      return {
        value: ifFinite(newValue, value),
        mean: ifFinite(newMean, mean),
        square: ifFinite(newSquare, square),
      };
    }),
  };
}

export interface OptimizerSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest gradient norm; Infinity never clips. */
  readonly clipNorm: number;
}

export const adamDefaults: OptimizerSettings = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 1,
};

/**
 * The numbers of one micro-batch. `step` counts optimizer steps from 1; `last` says that this micro-batch ends one.
 */
export function scheduleRow(
  settings: OptimizerSettings,
  {
    step,
    learningRate,
    last,
    gradientScale = 1,
  }: { step: number; learningRate: number; last: boolean; gradientScale?: number },
): Readonly<Record<ScheduleColumn, number>> {
  const { beta1, beta2 } = settings;
  const correction = Math.sqrt(1 - beta2 ** step);
  const unsquared = Math.sqrt(1 - beta2);
  return {
    gain: last ? 1 : 0,
    meanDecay: last ? beta1 : 1,
    squareDecay: last ? beta2 : 1,
    stepSize: last ? ((learningRate * correction) / (1 - beta1 ** step)) * ((1 - beta1) / unsquared) : 0,
    epsilon: (settings.epsilon * correction) / unsquared,
    decay: last ? 1 - learningRate * settings.weightDecay : 1,
    keep: last ? 0 : 1,
    clipNorm: settings.clipNorm,
    gradientScale,
  };
}
