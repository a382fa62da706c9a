import type { Adapter } from '../adapter.ts';
import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';
import type { Model } from '../models/model.ts';
import { type BlendProgramOptions, blendProgram } from './blend.ts';
import type { ParameterSpec } from './parameter-groups.ts';
import { adaptedLayers, routerShares } from './side-by-side.ts';

/** The parameters of the program: W_rᵀ `[skills, in]` of each adapted layer, by its module path, in the order of the model. */
export function routerParameters(model: Model, skills: readonly Adapter[]): ParameterSpec[] {
  return adaptedLayers(model, skills).map(({ module, inSize }) => ({ name: module, shape: [skills.length, inSize] }));
}

/**
 * The *router step* program (LoRA Soups, §3.1, "MoE"): skills and base frozen, and the optimizer moves a router W_r `[in, skills]` for
 * each adapted layer, whose logits say for each token how much each skill counts:
 *
 *     y = x Wᵀ + Σᵢ softmax(x W_r)ᵢ sᵢ Bᵢ Aᵢ x
 *
 * Routers of zeros are the equal blend.
 */
export function routerProgram(model: Model, skills: readonly Adapter[], options: BlendProgramOptions): Graph {
  const parameters = routerParameters(model, skills);
  return blendProgram(
    model,
    skills,
    { ...options, parameters },
    (graph, weights) => (x, layer) => routerShares(graph, x, weights[layer] as Value),
  );
}
