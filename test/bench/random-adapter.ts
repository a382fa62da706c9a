import { type Adapter, loraLayers, type Model } from '../../core/engine/index.ts';

/** An adapter of the paper's size whose A and B are random and small, the same each time. */
export function randomAdapter(model: Model, rank = 32, alpha = 64, size = 0.02, seed = 1): Adapter {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (2 * state) / 2 ** 32 - 1;
  };
  const matrix = (rows: number, columns: number, bound: number): Float32Array =>
    Float32Array.from({ length: rows * columns }, () => bound * uniform());
  const targets = ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'];
  return new Map(
    loraLayers(model.config, targets).map(({ module, inSize, outSize }) => [
      module,
      { rank, a: matrix(rank, inSize, 1 / Math.sqrt(inSize)), b: matrix(outSize, rank, size), scaling: alpha / rank },
    ]),
  );
}
