import {
  type Adapter,
  adamDefaults,
  type BlendProgramOptions,
  chooseDevice,
  type Example,
  type Graph,
  type MemoryMode,
  type Model,
  OptimizerSession,
  type OptimizerState,
  type ParameterSpec,
  packExamples,
  stateName,
} from '../engine/index.ts';
import { readCheckpoint, runIdentity, writeCheckpoint } from './checkpoint.ts';
import { drawExamples } from './draw-examples.ts';
import { heldOutWatch } from './held-out-watch.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';
import { memoryMode } from './memory-mode.ts';
import { planTraining, rowShape } from './plan.ts';
import type { BlendRecipe, RunOptions } from './recipes.ts';
import { runSteps } from './run-steps.ts';

/** What is learned over frozen skills: which parameters, from which values, by which program. */
export interface Blend {
  readonly kind: 'coefficients' | 'router';
  readonly parameters: readonly ParameterSpec[];
  initial(parameter: ParameterSpec): Float32Array;
  program(options: BlendProgramOptions): Graph;
}

export interface BlendOptions<Recipe extends BlendRecipe> extends RunOptions {
  readonly model: Model;
  readonly skills: readonly Adapter[];
  /** One data set a skill. */
  readonly examples: readonly (readonly Example[])[];
  readonly recipe: Recipe;
}

export interface LearnedBlend {
  readonly losses: readonly number[];
  /** Loss on held-out examples: before the first step, then as often as the recipe says. */
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
  readonly steps: number;
}

interface Notes {
  readonly losses: number[];
  readonly heldOut: { step: number; loss: number }[];
  readonly lossScale?: LossScale | null;
  readonly memory?: MemoryMode;
}

/** All parameters that did best on held-out examples, one after the other. */
const bestName = 'best';

/**
 * Learns how frozen skills are blended (LoRA Soups, §3.1), on a share of each skill's data. With early stopping the parameters that did
 * best on held-out examples of all data sets are given. Resumes as training does. `values` are by the parameters' names.
 */
export async function learnBlend<Recipe extends BlendRecipe>(
  options: BlendOptions<Recipe>,
  blend: Blend,
): Promise<LearnedBlend & { readonly values: ReadonlyMap<string, Float32Array> }> {
  const { model, skills, recipe, seed, folder } = options;
  const { parameters } = blend;
  const device = chooseDevice(options.device ?? 'auto');
  const { training, held } = drawExamples(options.examples, recipe, seed);
  const shape = rowShape([...training, ...held], recipe);
  const plan = planTraining(training, { ...recipe, ...shape, seed, accumulation: 1 });
  const identity = runIdentity(model, [blend.kind, skillsDigest(skills), options.examples, recipe, seed, device.type]);
  const saved = readCheckpoint(folder, identity);
  const notes: Notes = (saved?.notes as Notes | undefined) ?? { losses: [], heldOut: [] };
  const lossScale = { current: notes.lossScale ?? initialLossScale(device) };
  const memory = memoryMode({
    asked: options.memory ?? 'auto',
    kept: notes.memory,
    device,
    config: model.config,
    shape: {
      ...shape,
      rank: skills.reduce((total, skill) => total + Math.max(...[...skill.values()].map(({ rank }) => rank)), 0),
    },
  });
  const lowMemory = memory === 'low';
  const initial: OptimizerState =
    saved?.state ?? new Map(parameters.map((parameter) => [valueKey(parameter), blend.initial(parameter)]));
  const program = blend.program({ ...shape, accumulate: false, type: device.type, lowMemory });
  const { threads } = options;
  const session = await OptimizerSession.create(program, parameters, initial, {
    folder: model.folder,
    device,
    threads,
    lowMemory,
  });
  const current = (): Float32Array => joined(parameters.map((one) => session.state.get(valueKey(one)) as Float32Array));
  const watch = heldOutWatch(session, {
    batches: packExamples(held, shape).filter(({ scored }) => scored > 0),
    stop: recipe.earlyStop,
    heldOut: notes.heldOut,
    best: initial.get(bestName) ?? current(),
    current,
  });

  try {
    await watch.begin();
    if (!watch.ended())
      await runSteps({
        ...options,
        session,
        plan,
        memory,
        losses: notes.losses,
        lossScale,
        learningRate: recipe.learningRate,
        warmupSteps: 0,
        accumulation: 1,
        settings: { ...adamDefaults, clipNorm: Infinity },
        checkpoint: (step) => {
          const state = new Map(session.state).set(bestName, watch.best());
          const kept: Notes = { ...notes, lossScale: lossScale.current, memory };
          writeCheckpoint(folder, identity, { step, state, notes: kept }, new Map());
        },
        ...watch.pauses(plan.steps),
      });
    return {
      values: parted(watch.chosen(), parameters),
      losses: notes.losses,
      heldOut: notes.heldOut,
      steps: notes.losses.length,
    };
  } finally {
    await session.dispose();
  }
}

const valueKey = ({ name }: ParameterSpec): string => stateName('value', name);

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function parted(all: Float32Array, parameters: readonly ParameterSpec[]): ReadonlyMap<string, Float32Array> {
  let at = 0;
  return new Map(
    parameters.map(({ name, shape }) => {
      const start = at;
      at += shape.reduce((product, size) => product * size, 1);
      return [name, all.slice(start, at)];
    }),
  );
}

/** Enough of the skills to tell them apart: sums of their numbers. */
export function skillsDigest(skills: readonly Adapter[]): unknown {
  const sum = (values: Float32Array) => values.reduce((total, x, i) => total + x * (1 + (i % 97)), 0);
  return skills.map((skill) => [...skill].map(([module, { a, b, scaling }]) => [module, scaling, sum(a), sum(b)]));
}
