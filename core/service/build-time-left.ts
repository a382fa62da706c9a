import type { JobContext } from '../jobs/index.ts';
import { type EstimatedSteps, estimateSteps, tokensOf } from './build-estimate.ts';
import type { Progress } from './contract.ts';
import type { Recipe } from './recipe.ts';

/**
 * A build's job whose progress tells besides how long the whole build takes yet: what the training under way has left, the
 * trainings that come after it at its speed, and the check. Comparing it with the bot of an older revision is not in it.
 */
export function tellingTimeLeft(
  job: JobContext,
  recipe: Recipe,
  manual: { readonly tokens: number; readonly trainsInstructions: boolean },
): JobContext {
  const steps = estimateSteps(recipe, manual);
  let under: string | undefined;
  const stage: JobContext['stage'] = <T>(name: string, ...rest: [() => Promise<T> | T]) => {
    under = name;
    return job.stage(name, ...rest);
  };
  const progress = (told: Partial<Progress>) => {
    const after = under === undefined ? undefined : stepsAfter[under]?.(steps);
    const { secondsLeft, tokensPerSecond } = told;
    if (after === undefined || secondsLeft === undefined || tokensPerSecond === undefined) return job.progress(told);
    const later = tokensOf(recipe, after) / tokensPerSecond;
    job.progress({ ...told, jobSecondsLeft: secondsLeft + later + CHECK_SECONDS });
  };
  return { ...job, stage, progress: progress as JobContext['progress'] };
}

const none: EstimatedSteps = { instruct: 0, train: 0, blend: 0 };

/** The trainings that come after one. */
const stepsAfter: Readonly<Record<string, (steps: EstimatedSteps) => EstimatedSteps>> = {
  instruct: ({ train, blend }) => ({ ...none, train, blend }),
  train: ({ blend }) => ({ ...none, blend }),
  blend: () => none,
};

/** For checking what was learned, on two cores. */
const CHECK_SECONDS = 10;
