import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { writing } from '../disk.ts';
import type { JobContext } from '../jobs/index.ts';
import type { SkillRow, Store } from '../store/index.ts';
import type { DeviceName, Progress } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { BaseModel } from './models.ts';
import type { Recipe } from './recipe.ts';
import { memoryOf } from './resume-memory.ts';
import { uniqueName } from './unique-name.ts';
import { versions } from './versions.ts';

/** An adapter to be trained. */
export interface SkillOrder {
  readonly stage: 'train' | 'instruct';
  readonly name: string;
  readonly kind: 'manual' | 'instruction';
  readonly model: BaseModel;
  /** A file of examples, and their hash. */
  readonly examples: string;
  readonly dataHash: string;
  readonly training: Recipe['training'];
  readonly seed: number;
  readonly device: DeviceName;
  readonly manualId?: string;
  /** Instructions that are kept with the skill, so that soups can be learned with it later. */
  readonly instructions?: string;
}

/** Where a skill keeps the instructions that it was trained on. */
export const INSTRUCTIONS_FILE = 'instructions.json';

/**
 * The stage that trains a skill. A skill of the same data, base model, recipe and seed is the same skill, so one that is
 * there already is taken. Gives the skill's id.
 */
export function trainStage(job: JobContext, store: Store, worker: EngineWorker, order: SkillOrder): Promise<string> {
  const { kind, model, dataHash, seed } = order;
  const recipeId = store.recipes.save({ training: order.training }).id;
  const made = { kind, baseModel: model.id, baseModelHash: model.hash, dataHash, recipeId, seed };
  return job.stage(
    order.stage,
    async () => {
      const same = store.skills.list({ kind }).find((row) => row.state === 'ready' && isSame(row, made));
      if (same !== undefined) return { id: same.id, patch: {} };
      const row = begunBy(store, job.id, order) ?? beginRow(store, job.id, order, made);
      const folder = store.skillFolder(row);
      const { losses, device } = await worker.request(
        'train-skill',
        {
          model: model.folder,
          baseModel: model.id,
          examples: order.examples,
          recipe: order.training,
          seed,
          checkpoints: join(job.folder, order.stage),
          device: order.device,
          skillFolder: folder,
          lineage: lineageOf(store, order),
          ...memoryOf(job),
        },
        { signal: job.signal, onProgress: (step) => tellStep(job, order.stage, step) },
      );
      // the whole curve once more: a kill may have taken points that no resumed run tells again
      job.points(losses.map((value, i) => ({ series: `${order.stage}-loss`, step: i + 1, value })));
      if (order.instructions !== undefined) keepInstructions(order.instructions, folder);
      return {
        id: row.id,
        patch: { state: 'ready' as const, steps: losses.length, finalLoss: losses.at(-1) ?? null, device },
      };
    },
    ({ id, patch }) => {
      if (Object.keys(patch).length > 0) store.skills.update(id, patch);
      return id;
    },
  );
}

function keepInstructions(from: string, folder: string): void {
  const path = join(folder, INSTRUCTIONS_FILE);
  writing({ path, what: "the skill's instructions" }, () => copyFileSync(from, path));
}

/** A step's numbers as progress and as a point of its curve. */
export function tellStep(job: JobContext, series: string, step: Step): void {
  const { loss, learningRate, tokensPerSecond, secondsLeft, memoryBytes, cardMemoryBytes } = step;
  job.progress({
    done: step.done,
    total: step.total,
    ...(loss === null ? {} : { loss }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cardMemoryBytes === undefined ? {} : { cardMemoryBytes }),
  });
  const at = (name: string, value: number | null | undefined) =>
    value === null || value === undefined ? [] : [{ series: `${series}-${name}`, step: step.done, value }];
  job.points([
    ...at('loss', loss),
    ...at('learning-rate', learningRate),
    // The last one says how fast this machine is, to the plan of the next build.
    ...at('tokens-per-second', tokensPerSecond),
  ]);
}

type Step = Pick<
  Progress,
  'done' | 'total' | 'learningRate' | 'tokensPerSecond' | 'secondsLeft' | 'memoryBytes' | 'cardMemoryBytes'
> & {
  readonly loss: number | null;
};

type Made = Pick<SkillRow, 'kind' | 'baseModel' | 'baseModelHash' | 'dataHash' | 'recipeId' | 'seed'>;

function isSame(row: SkillRow, made: Made): boolean {
  return (Object.keys(made) as (keyof Made)[]).every((key) => row[key] === made[key]);
}

/** The row that this job made before it was cut off. */
function begunBy(store: Store, jobId: string, { kind }: SkillOrder): SkillRow | undefined {
  return store.skills.list({ kind }).find((row) => row.jobId === jobId && row.state === 'training');
}

function beginRow(store: Store, jobId: string, order: SkillOrder, made: Made): SkillRow {
  return store.skills.insert({
    ...made,
    name: uniqueName(order.name, (name) => store.skills.byName(name) !== undefined),
    state: 'training',
    rank: order.training.rank,
    manualId: order.manualId ?? null,
    versions: versions(),
    jobId,
  });
}

function lineageOf(store: Store, order: SkillOrder): Record<string, unknown> {
  const manual = order.manualId === undefined ? undefined : store.manuals.require(order.manualId);
  return {
    kind: order.kind,
    ...(manual === undefined ? {} : { manualSha256: manual.sha256 }),
    dataSha256: order.dataHash,
    baseModelSha256: order.model.hash,
    recipe: order.training,
    seed: order.seed,
    versions: versions(),
  };
}
