import type { DeviceName } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { ModelHere } from './models.ts';
import { vectorOf } from './tasks/vectors.ts';

/** The embedding model, and the worker that computes with it. */
export interface Embedding {
  readonly worker: EngineWorker;
  readonly model: ModelHere;
  readonly device: DeviceName;
}

export interface Embedded {
  /** One of length 1 for each text. */
  readonly vectors: readonly Float32Array[];
  /** So many texts are longer than the model reads; their ends were left out. */
  readonly cut: number;
}

/** Embeds texts in the worker. @throws the signal's reason */
export async function embedTexts(
  { worker, model, device }: Embedding,
  texts: readonly string[],
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (done: number, total: number) => void } = {},
): Promise<Embedded> {
  if (texts.length === 0) return { vectors: [], cut: 0 };
  const { vectors, cut } = await worker.request(
    'embed',
    { model: model.folder, texts: [...texts], device },
    {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ done, total }) => onProgress?.(done, total),
    },
  );
  signal?.throwIfAborted();
  return { vectors: vectors.map(vectorOf), cut };
}
