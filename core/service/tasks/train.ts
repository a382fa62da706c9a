import { rmSync } from 'node:fs';
import { chooseDevice, type DeviceName, openModel, watchCardMemory } from '../../engine/index.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { type JsonRecord, readSkill, writeSkill } from '../../skill/index.ts';
import { coefficientsToJson, writeRouting } from '../../soup/index.ts';
import { writeFileAtomic } from '../../store/index.ts';
import {
  askedMemory,
  learnCoefficients,
  type TrainingProgress,
  trainRouter,
  trainSkill,
} from '../../training/index.ts';
import { readExamples } from './files.ts';
import type { WorkerTasks } from './schemas.ts';

type Handlers = TaskHandlers<WorkerTasks>;

/** Trains from the last checkpoint in its folder, or from the beginning. */
export const trainSkillTask: Handlers['train-skill'] = async (input, { signal, progress }) => {
  const { recipe, seed, device } = input;
  const { adapter, losses } = await telling(device, progress, (onProgress) =>
    trainSkill({
      model: openModel(input.model),
      examples: readExamples(input.examples),
      recipe,
      seed,
      folder: input.checkpoints,
      device,
      memory: input.memory ?? askedMemory(),
      signal,
      onProgress,
    }),
  );
  const kind = chooseDevice(device).kind;
  // A kill between this folder and the row that says it is done leaves the folder: it is written again, the same.
  rmSync(input.skillFolder, { recursive: true, force: true });
  writeSkill(input.skillFolder, {
    adapter,
    baseModel: input.baseModel,
    alpha: recipe.alpha,
    dropout: recipe.dropout,
    targets: recipe.targets,
    lineage: { ...(input.lineage as JsonRecord), device: kind, losses },
  });
  return { losses: [...losses], device: kind };
};

/** Learns coefficients from the last checkpoint in its folder, or from the beginning. */
export const learnCoefficientsTask: Handlers['learn-coefficients'] = async (input, { signal, progress }) => {
  const { recipe, seed, device } = input;
  const learned = await telling(device, progress, (onProgress) =>
    learnCoefficients({
      model: openModel(input.model),
      skills: input.skills.map((folder) => readSkill(folder).adapter),
      examples: input.examples.map(readExamples),
      recipe,
      seed,
      folder: input.checkpoints,
      device,
      memory: input.memory ?? askedMemory(),
      signal,
      onProgress,
    }),
  );
  await writeFileAtomic(input.out, JSON.stringify(coefficientsToJson(learned.coefficients)));
  return { steps: learned.steps, heldOut: [...learned.heldOut], device: chooseDevice(device).kind };
};

/** Trains routers from the last checkpoint in its folder, or from the beginning. */
export const trainRouterTask: Handlers['train-router'] = async (input, { signal, progress }) => {
  const { recipe, seed, device } = input;
  const { routing, steps, losses, heldOut } = await telling(device, progress, (onProgress) =>
    trainRouter({
      model: openModel(input.model),
      skills: input.skills.map((folder) => readSkill(folder).adapter),
      examples: input.examples.map(readExamples),
      recipe,
      seed,
      folder: input.checkpoints,
      device,
      memory: askedMemory(),
      signal,
      onProgress,
    }),
  );
  const kind = chooseDevice(device).kind;
  writeRouting(input.out, routing, { ...(input.lineage as JsonRecord), device: kind, losses });
  return { steps, losses: [...losses], heldOut: [...heldOut], device: kind };
};

/** A training whose steps are told, with what the card that it runs on holds. */
async function telling<T>(
  device: DeviceName,
  progress: (step: ReturnType<typeof progressOf> & { readonly cardMemoryBytes?: number }) => void,
  train: (onProgress: (step: TrainingProgress) => void) => Promise<T>,
): Promise<T> {
  const card = chooseDevice(device).kind === 'cuda' ? watchCardMemory() : undefined;
  try {
    return await train((step) => {
      const bytes = card?.bytes;
      progress({ ...progressOf(step), ...(bytes === undefined ? {} : { cardMemoryBytes: bytes }) });
    });
  } finally {
    await card?.stop();
  }
}

function progressOf({ step, steps, loss, learningRate, tokensPerSecond, secondsLeft }: TrainingProgress) {
  return {
    done: step,
    total: steps,
    // JSON has no NaN: a diverged step shows as none.
    loss: Number.isFinite(loss) ? loss : null,
    learningRate,
    tokensPerSecond,
    secondsLeft,
    memoryBytes: process.memoryUsage.rss(),
  };
}
