import {
  type Adapter,
  adamDefaults,
  adaptedLayers,
  type Constraint,
  chooseDevice,
  coefficientProgram,
  coefficientRows,
  constrain,
  type Example,
  type Granularity,
  type MemoryMode,
  type Model,
  OptimizerSession,
  type OptimizerState,
  type PackedBatch,
  packExamples,
  scheduleRow,
  seededRandom,
  stateName,
  thetaName,
  unconstrain,
} from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { shuffle } from '../study/index.ts';
import { readCheckpoint, runIdentity, writeCheckpoint } from './checkpoint.ts';
import { initialLossScale, type LossScale } from './loss-scale.ts';
import { memoryMode } from './memory-mode.ts';
import { planTraining, rowShape } from './plan.ts';
import type { RunOptions, SoupRecipe } from './recipes.ts';
import { runSteps } from './run-steps.ts';

export interface LearnedCoefficients {
  readonly coefficients: {
    readonly skills: number;
    readonly values: ReadonlyMap<string, readonly number[]>;
    readonly constraint: Constraint;
    readonly granularity: Granularity;
  };
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

const bestName = 'best';

/**
 * Learns a soup's coefficients (LoRA Soups, "CAT", §3): one for each skill and adapted module, on a share of each skill's data, skills
 * frozen. With early stopping the coefficients that did best on held-out examples of all data sets are given. Resumes as training does.
 */
export async function learnCoefficients(
  options: RunOptions & {
    readonly model: Model;
    readonly skills: readonly Adapter[];
    /** One data set a skill. */
    readonly examples: readonly (readonly Example[])[];
    readonly recipe: SoupRecipe;
  },
): Promise<LearnedCoefficients> {
  const { model, skills, recipe, seed, folder } = options;
  const device = chooseDevice(options.device ?? 'auto');
  const { training, held } = drawExamples(options.examples, recipe, seed);
  const shape = rowShape([...training, ...held], recipe);
  const plan = planTraining(training, { ...recipe, ...shape, seed, accumulation: 1 });
  const layers = adaptedLayers(model, skills);
  const { rows, rowOf } = coefficientRows(layers, recipe.granularity);
  const parameters = [{ name: thetaName, shape: [rows, skills.length] }];
  const identity = runIdentity(model, ['coefficients', digest(skills), options.examples, recipe, seed, device.type]);
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

  const thetaKey = stateName('value', thetaName);
  const initial: OptimizerState =
    saved?.state ?? new Map([[thetaKey, initialTheta(rows * skills.length, recipe, seed)]]);
  let best = initial.get(bestName) ?? initial.get(thetaKey);
  const program = coefficientProgram(model, skills, {
    ...recipe,
    ...shape,
    accumulate: false,
    type: device.type,
    lowMemory: memory === 'low',
  });
  const session = await OptimizerSession.create(program, parameters, initial, {
    folder: model.folder,
    device,
    threads: options.threads,
    lowMemory: memory === 'low',
  });
  const theta = (): Float32Array => session.state.get(thetaKey) as Float32Array;
  const heldBatches = packExamples(held, shape).filter(({ scored }) => scored > 0);
  const stop = recipe.earlyStop;

  /** Measures on held-out examples; false when the best lies `patience` measurements back. */
  const measure = async (step: number): Promise<boolean> => {
    const loss = await lossOf(session, heldBatches);
    const least = Math.min(...notes.heldOut.map((measured) => measured.loss));
    notes.heldOut.push({ step, loss });
    if (loss < least) best = Float32Array.from(theta());
    const bestAt = notes.heldOut.findIndex(
      (measured) => measured.loss === Math.min(...notes.heldOut.map((m) => m.loss)),
    );
    return notes.heldOut.length - 1 - bestAt < (stop?.patience ?? Infinity);
  };
  const ended = (): boolean => {
    const losses = notes.heldOut.map(({ loss }) => loss);
    return stop !== null && losses.length - 1 - losses.indexOf(Math.min(...losses)) >= stop.patience;
  };

  try {
    const watches = stop !== null && heldBatches.length > 0;
    if (watches && notes.heldOut.length === 0) await measure(0);
    if (!watches || !ended())
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
          const state = new Map(session.state).set(bestName, best as Float32Array);
          const kept: Notes = { ...notes, lossScale: lossScale.current, memory };
          writeCheckpoint(folder, identity, { step, state, notes: kept }, new Map());
        },
        ...(watches
          ? { pauseAfter: (step: number) => step % stop.every === 0 || step === plan.steps, onPause: measure }
          : {}),
      });
    const chosen = watches ? (best as Float32Array) : theta();
    return {
      coefficients: {
        skills: skills.length,
        constraint: recipe.constraint,
        granularity: recipe.granularity,
        values: new Map(
          layers.map(({ module }, i) => [module, rowValues(chosen, rowOf[i] as number, skills.length, recipe)]),
        ),
      },
      losses: notes.losses,
      heldOut: notes.heldOut,
      steps: notes.losses.length,
    };
  } finally {
    await session.dispose();
  }
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

/** From each data set: `holdOut` examples set aside, then as many to learn from as `share` of the smallest set is. */
function drawExamples(
  sets: readonly (readonly Example[])[],
  { share, holdOut }: SoupRecipe,
  seed: number,
): { training: Example[]; held: Example[] } {
  const smallest = Math.min(...sets.map((set) => set.length));
  if (smallest <= holdOut)
    throw new AppError(
      'study/empty',
      `A data set has ${smallest} examples; ${holdOut} are to be held out, so none is left.`,
      {
        hint: 'Lower soup.holdOut.',
      },
    );
  const count = Math.max(1, Math.min(smallest - holdOut, Math.round(share * smallest)));
  const drawn = sets.map((set, i) => shuffle(seed, i, set.length).map((at) => set[at] as Example));
  return {
    held: drawn.flatMap((set) => set.slice(0, holdOut)),
    training: drawn.flatMap((set) => set.slice(holdOut, holdOut + count)),
  };
}

function initialTheta(size: number, { initial, constraint }: SoupRecipe, seed: number): Float32Array {
  if (initial !== 'normal') return new Float32Array(size).fill(unconstrain(initial, constraint));
  const random = seededRandom(seed ^ 0x50f7);
  // Box–Muller
  return Float32Array.from(
    { length: size },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

function rowValues(theta: Float32Array, row: number, skills: number, { constraint }: SoupRecipe): readonly number[] {
  return constrain(Array.from(theta.subarray(row * skills, (row + 1) * skills)), constraint);
}

/** Enough of the skills to tell them apart: sums of their numbers. */
function digest(skills: readonly Adapter[]): unknown {
  const sum = (values: Float32Array) => values.reduce((total, x, i) => total + x * (1 + (i % 97)), 0);
  return skills.map((skill) => [...skill].map(([module, { a, b, scaling }]) => [module, scaling, sum(a), sum(b)]));
}
