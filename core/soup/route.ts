import type { Adapter, LoraModule } from '../engine/index.ts';
import { modulesOf, staticCoefficients } from './coefficients.ts';
import { concatenate } from './concatenate.ts';
import { incompatible } from './merge-method.ts';

/** A trained router for each module (paper §3.1, "Mixture of Experts"): what weighs the skills for each token. */
export interface Routing {
  readonly skills: number;
  /** Module path → W_rᵀ `[skills, in]`, row by row. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * The skills side by side as one adapter whose routers weigh them for each token: y = base + Σᵢ softmax(x W_r)ᵢ sᵢ Bᵢ Aᵢ x. It can't be
 * written as a PEFT folder or put into the weights, since ΔW depends on the input.
 *
 * @throws AppError `soup/incompatible` when a router is missing, or is for other skills or sizes.
 */
export function route(skills: readonly Adapter[], { skills: count, weights }: Routing): Adapter {
  if (count !== skills.length) throw incompatible(`there are ${skills.length} skills and routers for ${count}`);
  const modules = modulesOf(skills);
  const other = [...weights.keys()].find((module) => !modules.includes(module));
  if (other !== undefined) throw incompatible(`there is a router for ${other}, which no skill adapts`);
  const together = concatenate(skills, staticCoefficients(skills, 1));
  return new Map([...together].map(([module, lora]) => [module, routed(module, lora, skills, weights.get(module))]));
}

function routed(
  module: string,
  lora: LoraModule,
  skills: readonly Adapter[],
  weight: Float32Array | undefined,
): LoraModule {
  if (weight === undefined) throw incompatible(`there is no router for ${module}`);
  const wanted = (lora.a.length / lora.rank) * skills.length;
  if (weight.length !== wanted)
    throw incompatible(`the router of ${module} has ${weight.length} numbers, where ${wanted} are needed`);
  return { ...lora, router: { ranks: skills.map((skill) => skill.get(module)?.rank ?? 0), weight } };
}
