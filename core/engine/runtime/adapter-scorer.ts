import { AppError } from '../../errors.ts';
import type { Adapter } from '../adapter.ts';
import { linearTargets, loraLayers } from '../models/layers.ts';
import type { Model } from '../models/model.ts';
import { forwardProgram, sharesStarts } from '../programs/forward.ts';
import { adapterInputNames, checkAdapter } from '../programs/lora.ts';
import { chooseDevice } from './devices.ts';
import { type ScoredSequence, type ScorerOptions, scoreSequences } from './scorer.ts';
import { type HostTensor, Session } from './session.ts';

/** Scores the same model with one adapter after another: a new one costs no new session. */
export interface AdapterScorer {
  /**
   * For each sequence, log p of each token `i ≥ from` given those before it, with the adapter.
   *
   * @throws AppError `engine/adapter-mismatch` for an adapter with other modules or with routers, `engine/too-long`.
   */
  score(adapter: Adapter, sequences: readonly ScoredSequence[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** As `createScorer`, for adapters of any rank that change some of `modules`. */
export async function createAdapterScorer(
  model: Model,
  { modules, ...options }: Omit<ScorerOptions, 'adapter'> & { readonly modules: readonly string[] },
): Promise<AdapterScorer> {
  const { batch = 1, length = 512, threads, lowMemory } = options;
  const device = chooseDevice(options.device ?? 'auto');
  const layers = loraLayers(model.config, linearTargets).filter(({ module }) => modules.includes(module));
  const unknown = modules.find((module) => !layers.some((layer) => layer.module === module));
  if (unknown !== undefined)
    throw new AppError('engine/adapter-mismatch', `This base model has no ${unknown}, which is to be adapted.`);
  const graph = forwardProgram(model, { batch, length, supplied: modules, type: device.type, output: 'score' });
  const session = await Session.create(graph, { folder: model.folder, device, threads, lowMemory });
  return {
    async score(adapter, sequences) {
      checkAdapter(model.config, adapter);
      const other = [...adapter].find(([module, { router }]) => !modules.includes(module) || router !== undefined);
      if (other !== undefined)
        throw new AppError(
          'engine/adapter-mismatch',
          `The adapter changes ${other[0]} in a way that this scorer was not made for.`,
        );
      const feeds: Record<string, HostTensor> = {};
      for (const { module, inSize, outSize } of layers) {
        const names = adapterInputNames(module);
        const { rank, a, b, scaling } = adapter.get(module) ?? nothing(inSize, outSize);
        feeds[names.a] = { data: a, dims: [rank, inSize] };
        feeds[names.b] = { data: scaling === 1 ? b : b.map((value) => value * scaling), dims: [outSize, rank] };
      }
      return scoreSequences(session, sequences, { batch, length, share: sharesStarts(model) }, feeds);
    },
    dispose: () => session.dispose(),
  };
}

/** For a module that an adapter leaves alone. */
function nothing(inSize: number, outSize: number) {
  return { rank: 1, a: new Float32Array(inSize), b: new Float32Array(outSize), scaling: 1 };
}
