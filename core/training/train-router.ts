import { routerParameters, routerProgram } from '../engine/index.ts';
import { type BlendOptions, type LearnedBlend, learnBlend } from './learn-blend.ts';
import type { RouterRecipe } from './recipes.ts';

export interface TrainedRouter extends LearnedBlend {
  readonly routing: {
    readonly skills: number;
    /** Module path → W_rᵀ `[skills, in]`, row by row. */
    readonly weights: ReadonlyMap<string, Float32Array>;
  };
}

/**
 * Trains the routers of a mixture of experts (LoRA Soups, §3.1, "MoE"): for each adapted module one, which weighs the frozen skills
 * token by token. All begin at zero, the equal blend. See {@link learnBlend}.
 */
export async function trainRouter(options: BlendOptions<RouterRecipe>): Promise<TrainedRouter> {
  const { model, skills } = options;
  const { values, ...learned } = await learnBlend(options, {
    kind: 'router',
    parameters: routerParameters(model, skills),
    initial: ({ shape }) => new Float32Array(shape.reduce((product, size) => product * size, 1)),
    program: (shape) => routerProgram(model, skills, shape),
  });
  return { routing: { skills: skills.length, weights: values }, ...learned };
}
