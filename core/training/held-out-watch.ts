import { adamDefaults, type OptimizerSession, type PackedBatch, scheduleRow } from '../engine/index.ts';
import type { BlendRecipe } from './recipes.ts';
import type { StepRun } from './run-steps.ts';

/** Early stopping: what is measured on held-out examples, and the parameters that did best there. */
export interface HeldOutWatch {
  /** Measures before the first step, once. */
  begin(): Promise<void>;
  /** Whether learning has ended: the best lies `patience` measurements back. */
  ended(): boolean;
  best(): Float32Array;
  /** The best where it is measured, else the parameters as they are. */
  chosen(): Float32Array;
  /** When a run of so many steps looks up, and what it does then. */
  pauses(steps: number): Pick<StepRun, 'pauseAfter' | 'onPause'>;
}

interface Watched {
  readonly batches: readonly PackedBatch[];
  readonly stop: BlendRecipe['earlyStop'];
  /** Measurements so far; the watch appends. */
  readonly heldOut: { step: number; loss: number }[];
  readonly best: Float32Array;
  /** All parameters as they are now. */
  readonly current: () => Float32Array;
}

export function heldOutWatch(session: OptimizerSession, { batches, stop, heldOut, ...watched }: Watched): HeldOutWatch {
  let { best } = watched;
  const watches = stop !== null && batches.length > 0;
  const losses = (): number[] => heldOut.map(({ loss }) => loss);
  const ended = (): boolean => {
    if (stop === null) return false;
    const all = losses();
    return all.length - 1 - all.indexOf(Math.min(...all)) >= stop.patience;
  };
  const measure = async (step: number): Promise<boolean> => {
    const loss = await lossOf(session, batches);
    if (loss < Math.min(...losses())) best = watched.current();
    heldOut.push({ step, loss });
    return !ended();
  };
  return {
    async begin() {
      if (watches && heldOut.length === 0) await measure(0);
    },
    ended: () => watches && ended(),
    best: () => best,
    chosen: () => (watches ? best : watched.current()),
    pauses: (steps) =>
      watches ? { pauseAfter: (step) => step % stop.every === 0 || step === steps, onPause: measure } : {},
  };
}

/** Loss over batches with nothing updated: every rate of the schedule is that of a micro-batch that only accumulates. */
async function lossOf(session: OptimizerSession, batches: readonly PackedBatch[]): Promise<number> {
  let total = 0;
  let scored = 0;
  for (const batch of batches) {
    const schedule = scheduleRow(adamDefaults, { step: 1, learningRate: 0, last: false });
    const { losses } = await session.run([{ batch, schedule, tokenWeight: 1 / batch.scored }]);
    total += (losses[0] as number) * batch.scored;
    scored += batch.scored;
  }
  return total / scored;
}
