import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskProgress } from '../../jobs/index.ts';
import { canonicalJson, makeFolderAtomic } from '../../store/index.ts';
import type { Json } from '../contract.ts';
import type { WorkerTasks } from '../tasks/schemas.ts';
import type { SystemSetting } from './kind.ts';

/** Something that systems need and that takes long to make. */
export interface Wanted {
  readonly kind: string;
  /** What a person reads in the list of what is kept. */
  readonly title: string;
  /** The job's stage that makes it. */
  readonly stage: string;
  /** Everything that it depends on: made of the same, it is the same. */
  readonly of: Json;
}

/** Where something is being made. */
export interface Making {
  /** Empty; kept under the key when all is written. */
  readonly folder: string;
  /** Where a training keeps its checkpoints. */
  readonly checkpoints: string;
  /** Tells how far it is. */
  readonly tell: (progress: TaskProgress<WorkerTasks, 'train-skill'> | { done: number; total: number }) => void;
}

/**
 * Makes something once: what was made of the same before, by this bot's run or another's, is taken. Gives its folder and
 * what `make` gave.
 */
export async function prepareOnce(
  { store, job, model }: Pick<SystemSetting, 'store' | 'job' | 'model'>,
  { kind, title, stage, of }: Wanted,
  make: (making: Making) => Promise<Json>,
): Promise<{ readonly folder: string; readonly details: Json }> {
  const key = keyOf({ kind, model: model.hash ?? model.id, of });
  const folder = store.preparedFolder(key);
  const details = await job.stage(
    stage,
    async () => {
      const kept = store.prepared.use(key);
      if (kept !== undefined && existsSync(folder)) return { details: kept.details as Json, bytes: null };
      await makeFolderAtomic(
        folder,
        async (temporary) => {
          const checkpoints = join(job.folder, stage);
          const made = await make({ folder: temporary, checkpoints, tell: (progress) => job.progress(progress) });
          writeFileSync(join(temporary, DETAILS_FILE), JSON.stringify(made));
        },
        // Named by its content: a folder that never came to its row was made whole, and says itself what was found.
        { ifExists: 'keep', what: title },
      );
      return { details: readJson(join(folder, DETAILS_FILE)) as Json, bytes: sizeOf(folder) };
    },
    (result) => {
      const { bytes } = result;
      if (bytes !== null) store.prepared.save({ key, kind, title, details: result.details, bytes });
      return result.details;
    },
  );
  return { folder, details };
}

const DETAILS_FILE = 'details.json';

/** What a file or a folder holds, as one hash. */
export function contentOf(path: string): string {
  const hash = createHash('sha256');
  for (const file of filesIn(path)) hash.update(file.slice(path.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function keyOf(of: Json): string {
  return createHash('sha256').update(canonicalJson(of)).digest('hex').slice(0, 32);
}

function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
