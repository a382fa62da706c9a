import { AppError } from '../../errors.ts';
import type { ModelConfig } from './config.ts';

/** A frozen linear layer of the base model, named by its module path as PEFT does. */
export interface LinearLayer {
  /** e.g. `model.layers.0.self_attn.q_proj` */
  readonly module: string;
  readonly layer: number;
  readonly inSize: number;
  readonly outSize: number;
}

/** The linear layers of a block, by the last part of their module path. */
export const linearTargets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
export type LinearTarget = (typeof linearTargets)[number];

export function modulePath(layer: number, target: LinearTarget): string {
  const part = target.endsWith('_proj') && 'qkvo'.includes(target[0] as string) ? 'self_attn' : 'mlp';
  return `model.layers.${layer}.${part}.${target}`;
}

export function linearSizes(config: ModelConfig, target: LinearTarget): { inSize: number; outSize: number } {
  const { hiddenSize: hidden, intermediateSize: wide, headDim } = config;
  const queries = config.heads * headDim;
  const keys = config.keyValueHeads * headDim;
  switch (target) {
    case 'q_proj':
      return { inSize: hidden, outSize: queries };
    case 'k_proj':
    case 'v_proj':
      return { inSize: hidden, outSize: keys };
    case 'o_proj':
      return { inSize: queries, outSize: hidden };
    case 'gate_proj':
    case 'up_proj':
      return { inSize: hidden, outSize: wide };
    case 'down_proj':
      return { inSize: wide, outSize: hidden };
  }
}

/** The layers that a LoRA adapter with these targets adapts, in the order of the model. Unknown targets: `engine/adapter-mismatch`. */
export function loraLayers(config: ModelConfig, targets: readonly string[]): LinearLayer[] {
  const unknown = targets.filter((target) => !linearTargets.includes(target as LinearTarget));
  if (unknown.length > 0 || targets.length === 0)
    throw new AppError(
      'engine/adapter-mismatch',
      `Target modules ${JSON.stringify(unknown.length > 0 ? unknown : targets)} are not known; choose from ${linearTargets.join(', ')}.`,
    );
  const chosen = linearTargets.filter((target) => targets.includes(target));
  return Array.from({ length: config.layers }, (_, layer) =>
    chosen.map((target) => ({ module: modulePath(layer, target), layer, ...linearSizes(config, target) })),
  ).flat();
}
