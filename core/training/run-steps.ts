import {
  type OptimizerInput,
  type OptimizerSession,
  type OptimizerSettings,
  type PackedBatch,
  scheduleRow,
} from '../engine/index.ts';
import { AppError } from '../errors.ts';
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
  const { plan, losses, session } = run;
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
    const inputs: OptimizerInput[] = [];
    const lastOf: number[] = [];
    for (let step = losses.length; step < losses.length + count; step++) {
      inputs.push(...stepInputs(run, step));
      lastOf.push(inputs.length);
    }
    const started = performance.now();
    const { losses: weighted, norms } = await session.run(inputs);
    stepMs = (performance.now() - started) / count;
    tokens += inputs.reduce((total, { batch }) => total + batch.tokens, 0);

    let from = 0;
    for (const end of lastOf) {
      const loss = weighted.slice(from, end).reduce((a, b) => a + b, 0);
      const norm = norms[end - 1] as number;
      if (!Number.isFinite(loss) || !Number.isFinite(norm))
        throw new AppError(
          'training/diverged',
          `The loss at step ${losses.length + 1} is ${loss} (gradient norm ${norm}): training has diverged.`,
          { hint: 'Choose a lower learning rate.' },
        );
      losses.push(loss);
      from = end;
    }
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
    if (step === plan.steps || performance.now() - lastCheckpoint > checkpointEveryMs) {
      run.checkpoint(step);
      lastCheckpoint = performance.now();
    }
    if (run.pauseAfter?.(step) && !(await run.onPause?.(step))) return;
  }
}

/** One at first, to be timed; then as many as fit, up to the next step after which the run looks up. */
function stepsAtOnce({ plan, losses, pauseAfter }: StepRun, stepMs: number): number {
  const fits = Math.max(1, Math.min(mostStepsAtOnce, Math.floor(invocationMs / stepMs)));
  const limit = Math.min(fits, plan.steps - losses.length);
  let count = 1;
  while (count < limit && !pauseAfter?.(losses.length + count)) count++;
  return count;
}

function stepInputs(run: StepRun, step: number): OptimizerInput[] {
  const batches = run.plan.microBatches(step);
  const learningRate = rateOf(run, step);
  return batches.map((batch, i) => ({
    batch,
    tokenWeight: 1 / (batch.scored * batches.length),
    schedule: scheduleRow(run.settings, { step: step + 1, learningRate, last: i === batches.length - 1 }),
    ...(run.extra ? { extra: run.extra(batch, step * run.accumulation + i) } : {}),
  }));
}

function rateOf({ learningRate, warmupSteps, plan: { steps } }: StepRun, step: number): number {
  return linearSchedule(step, { learningRate, warmupSteps, steps });
}
