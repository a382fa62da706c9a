import type { Citation, SuiteQuestion } from '../bench/index.ts';
import { embeddingModel } from '../catalog/index.ts';
import type { JobContext } from '../jobs/index.ts';
import type { Store } from '../store/index.ts';
import type { DeviceName } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { Host } from './host.ts';
import { presentModel } from './models.ts';
import { passageFinder } from './passage-finder.ts';

/** What the systems read that find passages by meaning. */
export interface NearestPassages {
  /** By place of the question: passages of the bot's manuals, the nearest first. */
  readonly reads: readonly (readonly Citation[])[];
  readonly embeddingModel: string;
  /** Passages for each question. */
  readonly passages: number;
  /** Passages that were longer than the embedding model reads: they are found by their beginnings. */
  readonly cut: number;
}

export interface NearestOrder {
  readonly host: Host;
  readonly job: JobContext;
  readonly store: Store;
  readonly worker: EngineWorker;
  readonly manuals: readonly string[];
  readonly questions: readonly SuiteQuestion[];
  /** Passages for each question. */
  readonly limit: number;
  readonly device: DeviceName;
}

/** The stage that finds each question's nearest passages, after it has embedded those that no vector is kept of. */
export function nearestStage(order: NearestOrder): Promise<NearestPassages> {
  const { host, job, store, worker, manuals, questions, limit, device } = order;
  const { signal } = job;
  return job.stage('prepare-retrieval', async () => {
    const model = await presentModel(embeddingModel.id, { host, signal });
    const finder = passageFinder(store, manuals, { worker, model, device });
    const { cut } = await finder.prepare({ signal, onProgress: (done, total) => job.progress({ done, total }) });
    const found = await finder.nearest(
      questions.map(({ question }) => question),
      limit,
      { signal },
    );
    const reads = found.map((passages) => passages.map(({ page, text }) => ({ page, text })));
    return { reads, embeddingModel: model.id, passages: limit, cut };
  });
}
