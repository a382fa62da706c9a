import {
  type OptimizerInput,
  type OptimizerSession,
  type OptimizerSettings,
  type PackedBatch,
  scheduleRow,
} from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { afterGoodStep, afterOverflow, type LossScale } from './loss-scale.ts';
import type { TrainingPlan } from './plan.ts';
import type { TrainingProgress } from './recipes.ts';
import { linearSchedule } from './schedule.ts';

/** An invocation of the engine cannot be interrupted, so it holds no more steps than fit in this time. */
const invocationMs = 2000;
const mostStepsAtOnce = 64;
const checkpointEveryMs = 30_000;

export interface StepRun {
  readonly session: OptimizerSession;
  readonly plan: TrainingPlan;
  readonly settings: OptimizerSettings;
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** Losses of the steps done so far; the run appends. */
  readonly losses: number[];
  /** Scale of the loss in f16; the run replaces what is held. Null needs none. */
  readonly lossScale: { current: LossScale | null };
  readonly memory: TrainingProgress['memory'];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Further rows of a micro-batch's input; `index` counts all micro-batches of the run. */
  readonly extra?: (batch: PackedBatch, index: number) => NonNullable<OptimizerInput['extra']>;
  readonly checkpoint: (step: number) => void;
  /** A step after which the run looks up: an invocation ends there. */
  readonly pauseAfter?: (step: number) => boolean;
  /** Called at each such step; false ends the run. */
  readonly onPause?: (step: number) => Promise<boolean>;
  readonly accumulation: number;
}

/** Takes the steps of a plan from where the losses end. Checkpoints now and then, at the end, and when it is aborted. */
export async function runSteps(run: StepRun): Promise<void> {
  const { plan, losses } = run;
  const beginning = performance.now();
  let tokens = 0;
  let lastCheckpoint = beginning;
  let stepMs = Infinity;
  const firstStep = losses.length;

  while (losses.length < plan.steps) {
    if (run.signal?.aborted) {
      run.checkpoint(losses.length);
      run.signal.throwIfAborted();
    }
    const count = stepsAtOnce(run, stepMs);
    const started = performance.now();
    const taken = await takeSteps(run, count);
    stepMs = (performance.now() - started) / count;
    tokens += taken.tokens;
    losses.push(...taken.losses);
    const step = losses.length;
    const seconds = (performance.now() - beginning) / 1000;
    run.onProgress?.({
      step,
      steps: plan.steps,
      loss: losses.at(-1) as number,
      learningRate: rateOf(run, step - 1),
      tokensPerSecond: tokens / seconds,
      secondsLeft: (seconds / (step - firstStep)) * (plan.steps - step),
      memory: run.memory,
    });
    // what a pause finds belongs to the step: a checkpoint is written after it, or a resumed run would lack it
    const goOn = !run.pauseAfter?.(step) || (await run.onPause?.(step)) === true;
    if (!goOn || step === plan.steps || performance.now() - lastCheckpoint > checkpointEveryMs) {
      run.checkpoint(step);
      lastCheckpoint = performance.now();
    }
    if (!goOn) return;
  }
}

/**
 * Takes up to `count` steps in one invocation. With a loss scale, a step whose gradient overflows is taken again with half of it, from
 * the state it began with; what it comes to does not depend on how many steps an invocation holds.
 */
async function takeSteps(run: StepRun, count: number): Promise<{ losses: number[]; tokens: number }> {
  const { session, lossScale } = run;
  const first = run.losses.length;
  const before = session.state;
  const scales = [lossScale.current];
  for (let i = 1; i <= count; i++) scales.push(scales[i - 1] ? afterGoodStep(scales[i - 1] as LossScale) : null);

  const inputs: OptimizerInput[] = [];
  const ends: number[] = [];
  for (let i = 0; i < count; i++) {
    inputs.push(...stepInputs(run, first + i, scales[i]?.scale ?? 1));
    ends.push(inputs.length);
  }
  const { losses: weighted, norms } = await session.run(inputs);
  const losses: number[] = [];
  for (const [i, end] of ends.entries()) {
    const loss = weighted.slice(ends[i - 1] ?? 0, end).reduce((a, b) => a + b, 0);
    const norm = norms[end - 1] as number;
    const scale = scales[i];
    if (!Number.isFinite(loss) || (!Number.isFinite(norm) && !(scale && scale.scale > 1)))
      throw diverged(first + i, loss, norm);
    if (!Number.isFinite(norm)) {
      session.restore(before);
      // the steps before it are good: they come first, and the overflow again at the head of the next invocation
      if (i === 0) lossScale.current = afterOverflow(scale as LossScale);
      return takeSteps(run, Math.max(1, i));
    }
    losses.push(loss);
  }
  lossScale.current = scales[count] ?? null;
  return { losses, tokens: inputs.reduce((total, { batch }) => total + batch.tokens, 0) };
}

function diverged(step: number, loss: number, norm: number): AppError {
  return new AppError(
    'training/diverged',
    `The loss at step ${step + 1} is ${loss} (gradient norm ${norm}): training has diverged.`,
    { hint: 'Choose a lower learning rate.' },
  );
}

/** One at first, to be timed; then as many as fit, up to the next step after which the run looks up. */
function stepsAtOnce({ plan, losses, pauseAfter }: StepRun, stepMs: number): number {
  const fits = Math.max(1, Math.min(mostStepsAtOnce, Math.floor(invocationMs / stepMs)));
  const limit = Math.min(fits, plan.steps - losses.length);
  let count = 1;
  while (count < limit && !pauseAfter?.(losses.length + count)) count++;
  return count;
}

function stepInputs(run: StepRun, step: number, gradientScale: number): OptimizerInput[] {
  const batches = run.plan.microBatches(step);
  const learningRate = rateOf(run, step);
  return batches.map((batch, i) => ({
    batch,
    tokenWeight: 1 / (batch.scored * batches.length),
    schedule: scheduleRow(run.settings, {
      step: step + 1,
      learningRate,
      last: i === batches.length - 1,
      gradientScale,
    }),
    ...(run.extra ? { extra: run.extra(batch, step * run.accumulation + i) } : {}),
  }));
}

function rateOf({ learningRate, warmupSteps, plan: { steps } }: StepRun, step: number): number {
  return linearSchedule(step, { learningRate, warmupSteps, steps });
}
