import type { Adapter } from '../../core/engine/index.ts';
import { linearTargets, loraLayers, normalFrom, openModel, seededRandom } from '../../core/engine/index.ts';
import { writeSkill } from '../../core/skill/index.ts';

/** A random adapter over a model, written as a skill folder. Large enough to be seen in what the model says. */
export function writeTinySkill(
  folder: string,
  model: string,
  {
    seed,
    rank = 4,
    alpha = 8,
    targets = linearTargets,
  }: { seed: number; rank?: number; alpha?: number; targets?: readonly string[] },
): Adapter {
  const normal = normalFrom(seededRandom(seed));
  const matrix = (size: number, scale: number) => Float32Array.from({ length: size }, () => scale * normal());
  const adapter = new Map(
    loraLayers(openModel(model).config, targets).map(({ module, inSize, outSize }) => [
      module,
      { rank, scaling: alpha / rank, a: matrix(rank * inSize, inSize ** -0.5), b: matrix(outSize * rank, 0.1) },
    ]),
  );
  writeSkill(folder, { adapter, baseModel: 'tiny' });
  return adapter;
}
