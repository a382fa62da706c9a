import {
  adaptedLayers,
  type Constraint,
  coefficientProgram,
  coefficientRows,
  constrain,
  type Granularity,
  normalFrom,
  seededRandom,
  thetaName,
  unconstrain,
} from '../engine/index.ts';
import { type BlendOptions, type LearnedBlend, learnBlend } from './learn-blend.ts';
import type { SoupRecipe } from './recipes.ts';

export interface LearnedCoefficients extends LearnedBlend {
  readonly coefficients: {
    readonly skills: number;
    readonly values: ReadonlyMap<string, readonly number[]>;
    readonly constraint: Constraint;
    readonly granularity: Granularity;
  };
}

/** Learns a soup's coefficients (LoRA Soups, "CAT", §3): one for each skill and adapted module. See {@link learnBlend}. */
export async function learnCoefficients(options: BlendOptions<SoupRecipe>): Promise<LearnedCoefficients> {
  const { model, skills, recipe, seed } = options;
  const { constraint, granularity } = recipe;
  const layers = adaptedLayers(model, skills);
  const { rows, rowOf } = coefficientRows(layers, granularity);
  const { values, ...learned } = await learnBlend(options, {
    kind: 'coefficients',
    parameters: [{ name: thetaName, shape: [rows, skills.length] }],
    initial: () => initialTheta(rows * skills.length, recipe, seed),
    program: (shape) => coefficientProgram(model, skills, { ...shape, constraint, granularity }),
  });
  const theta = Array.from(values.get(thetaName) as Float32Array);
  const row = (at: number) => constrain(theta.slice(at * skills.length, (at + 1) * skills.length), constraint);
  return {
    coefficients: {
      skills: skills.length,
      constraint,
      granularity,
      values: new Map(layers.map(({ module }, i) => [module, row(rowOf[i] as number)])),
    },
    ...learned,
  };
}

function initialTheta(size: number, { initial, constraint }: SoupRecipe, seed: number): Float32Array {
  if (initial !== 'normal') return new Float32Array(size).fill(unconstrain(initial, constraint));
  return Float32Array.from({ length: size }, normalFrom(seededRandom(seed ^ 0x50f7)));
}
