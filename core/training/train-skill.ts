import {
  type Adapter,
  adamDefaults,
  chooseDevice,
  type Example,
  loraLayers,
  loraParameters,
  type MemoryMode,
  type Model,
  maskOffset,
  OptimizerSession,
  type OptimizerState,
  type ParameterSpec,
  seededRandom,
  stateName,
  trainProgram,
} from '../engine/index.ts';
import { readCheckpoint, runIdentity, stateShapes, writeCheckpoint } from './checkpoint.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';
import { memoryMode } from './memory-mode.ts';
import { planTraining, rowShape } from './plan.ts';
import type { RunOptions, TrainingRecipe } from './recipes.ts';
import { runSteps } from './run-steps.ts';

export interface TrainedSkill {
  readonly adapter: Adapter;
  /** Mean loss of each step's tokens. */
  readonly losses: readonly number[];
  readonly steps: number;
}

interface Notes {
  readonly losses: readonly number[];
  readonly lossScale?: LossScale | null;
  readonly memory?: MemoryMode;
}

/**
 * Trains a LoRA adapter (paper: appendix "training details"; AdamW, linear warm-up and decay). Goes on from the checkpoint in `folder`
 * where there is one, and then ends with the same adapter as an undisturbed run.
 * Throws `study/empty`, `training/diverged`, `training/bad-checkpoint`, `device/out-of-memory`; the signal's reason when aborted, after a checkpoint.
 */
export async function trainSkill(
  options: RunOptions & {
    readonly model: Model;
    readonly examples: readonly Example[];
    readonly recipe: TrainingRecipe;
  },
): Promise<TrainedSkill> {
  const { model, examples, recipe, seed, folder } = options;
  const device = chooseDevice(options.device ?? 'auto');
  const shape = rowShape(examples, recipe);
  const plan = planTraining(examples, { ...recipe, ...shape, seed });
  const layers = loraLayers(model.config, recipe.targets);
  const parameters = loraParameters(layers, recipe.rank);
  const identity = runIdentity(model, ['skill', examples, recipe, seed, device.type]);
  const saved = readCheckpoint(folder, identity);
  const notes = saved?.notes as Notes | undefined;
  const losses = [...(notes?.losses ?? [])];
  const lossScale = { current: notes?.lossScale ?? initialLossScale(device) };
  const memory = memoryMode({
    asked: options.memory ?? 'auto',
    kept: notes?.memory,
    device,
    config: model.config,
    shape: { ...shape, rank: recipe.rank },
  });

  const tokens = shape.batch * shape.length;
  const program = trainProgram(model, {
    ...recipe,
    ...shape,
    accumulate: recipe.accumulation > 1,
    type: device.type,
    lowMemory: memory === 'low',
  });
  const session = await OptimizerSession.create(program, parameters, saved?.state ?? initialState(parameters, seed), {
    folder: model.folder,
    device,
    threads: options.threads,
    lowMemory: memory === 'low',
  });
  try {
    const shapes = stateShapes(parameters);
    await runSteps({
      ...options,
      session,
      plan,
      memory,
      losses,
      lossScale,
      learningRate: recipe.learningRate,
      warmupSteps: recipe.warmupSteps,
      accumulation: recipe.accumulation,
      settings: { ...adamDefaults, weightDecay: recipe.weightDecay, clipNorm: recipe.clipNorm ?? Infinity },
      ...(recipe.dropout > 0
        ? {
            extra: (_, index) => ({
              masks: layers.map(({ inSize }, i) => maskOffset(seed, index, i, tokens * inSize)),
            }),
          }
        : {}),
      checkpoint: (step) =>
        writeCheckpoint(
          folder,
          identity,
          { step, state: session.state, notes: { losses, lossScale: lossScale.current, memory } satisfies Notes },
          shapes,
        ),
    });
    const value = (name: string) => session.state.get(stateName('value', name)) as Float32Array;
    const adapter = new Map(
      layers.map(({ module }) => [
        module,
        { rank: recipe.rank, scaling: recipe.alpha / recipe.rank, a: value(`${module}.a`), b: value(`${module}.b`) },
      ]),
    );
    return { adapter, losses, steps: losses.length };
  } finally {
    await session.dispose();
  }
}

/** PEFT's start: A uniform in ±1/√in (Kaiming with a = √5), B zero, so that the adapter begins as nothing. */
function initialState(parameters: readonly ParameterSpec[], seed: number): OptimizerState {
  const random = seededRandom(seed ^ 0x5eed);
  return new Map(
    parameters.map(({ name, shape: [rows = 1, columns = 1] }) => {
      const values = new Float32Array(rows * columns);
      if (name.endsWith('.a')) {
        const bound = 1 / Math.sqrt(columns);
        for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * bound;
      }
      return [stateName('value', name), values];
    }),
  );
}
