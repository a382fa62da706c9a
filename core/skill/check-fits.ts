import type { Adapter, LinearLayer } from '../engine/index.ts';
import { AppError } from '../errors.ts';

/** A linear layer of the base model that an adapter could change. */
export type AdaptableLayer = Pick<LinearLayer, 'module' | 'inSize' | 'outSize'>;

/**
 * Checks that an adapter belongs to a base model: every module is one of its linear layers and has that layer's sizes.
 *
 * @param layers all linear layers of the base model.
 * @throws AppError `skill/wrong-base` naming the first misfit and what was expected.
 */
export function checkFits(adapter: Adapter, layers: readonly AdaptableLayer[], baseModel = 'the base model'): void {
  const byModule = new Map(layers.map((layer) => [layer.module, layer]));
  for (const [module, { rank, a, b }] of adapter) {
    const layer = byModule.get(module);
    if (layer === undefined) {
      const example =
        layers[0] === undefined ? '' : ` (it has ${layers.length} such layers, ${layers[0].module} first)`;
      throw misfit(`it changes ${module}, and ${baseModel} has no linear layer of that name${example}`);
    }
    const [inSize, outSize] = [a.length / rank, b.length / rank];
    if (inSize !== layer.inSize || outSize !== layer.outSize) {
      throw misfit(
        `its ${module} goes from ${inSize} to ${outSize} values, and that layer of ${baseModel} from ${layer.inSize} to ${layer.outSize}`,
      );
    }
  }
}

function misfit(found: string): AppError {
  return new AppError('skill/wrong-base', `The skill was made for another base model: ${found}.`, {
    hint: 'Use it with the base model that it was trained on.',
  });
}
