import { serveWorker, type TaskHandler } from '../jobs/index.ts';
import { type WorkerTasks, workerTasks } from './tasks/schemas.ts';

// Ctrl-C reaches every process of the terminal's group; the host says when this one is to stop, and may keep a checkpoint.
process.on('SIGINT', () => {});

/** A task's code is loaded when it is first asked for: reading a manual needs no engine, and answering no PDF reader. */
function when<Name extends keyof WorkerTasks>(
  load: () => Promise<TaskHandler<WorkerTasks[Name]>>,
): TaskHandler<WorkerTasks[Name]> {
  return async (input, context) => (await load())(input, context);
}

serveWorker(workerTasks, {
  'pull-model': when<'pull-model'>(async () => (await import('./tasks/pull.ts')).pullModelTask),
  'import-manual': when<'import-manual'>(async () => (await import('./tasks/read.ts')).importManualTask),
  'study-manual': when<'study-manual'>(async () => (await import('./tasks/study.ts')).studyManualTask),
  'study-instructions': when<'study-instructions'>(
    async () => (await import('./tasks/study.ts')).studyInstructionsTask,
  ),
  'train-skill': when<'train-skill'>(async () => (await import('./tasks/train.ts')).trainSkillTask),
  'learn-coefficients': when<'learn-coefficients'>(
    async () => (await import('./tasks/train.ts')).learnCoefficientsTask,
  ),
  'train-router': when<'train-router'>(async () => (await import('./tasks/train.ts')).trainRouterTask),
  'search-weights': when<'search-weights'>(async () => (await import('./tasks/sweep.ts')).searchWeightsTask),
  'sweep-merge': when<'sweep-merge'>(async () => (await import('./tasks/sweep.ts')).sweepMergeTask),
  'merge-weights': when<'merge-weights'>(async () => (await import('./tasks/merge-weights.ts')).mergeWeightsTask),
  'mix-examples': when<'mix-examples'>(async () => (await import('./tasks/study.ts')).mixExamplesTask),
  check: when<'check'>(async () => (await import('./tasks/check.ts')).checkTask),
  likelihoods: when<'likelihoods'>(async () => (await import('./tasks/likelihoods.ts')).likelihoodsTask),
  embed: when<'embed'>(async () => (await import('./tasks/embed.ts')).embedTask),
  generate: when<'generate'>(async () => (await import('./tasks/generate.ts')).generateTask),
  warm: when<'warm'>(async () => (await import('./tasks/generate.ts')).warmTask),
  devices: when<'devices'>(async () => (await import('./tasks/devices.ts')).devicesTask),
});
