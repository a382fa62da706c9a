import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobContext } from '../jobs/index.ts';
import { readSkill } from '../skill/index.ts';
import {
  type CoefficientsJson,
  coefficientsFromJson,
  coefficientsToJson,
  staticCoefficients,
  summarizeCoefficients,
} from '../soup/index.ts';
import type { Store } from '../store/index.ts';
import type { DeviceName, SkillShare } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { BaseModel } from './models.ts';
import type { Recipe } from './recipe.ts';
import { memoryOf } from './resume-memory.ts';
import type { AdapterSpec } from './tasks/schemas.ts';
import { tellStep } from './train-stage.ts';
import { versions } from './versions.ts';

/** A soup to be made of skills that are ready. */
export interface SoupOrder {
  readonly model: BaseModel;
  readonly skillIds: readonly string[];
  /** A file of examples for each skill. */
  readonly examples: readonly string[];
  readonly recipe: Recipe;
  readonly device: DeviceName;
}

/** The stage that finds a soup's coefficients. Gives the soup's id and the steps it took. */
export function soupStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  order: SoupOrder,
): Promise<{ readonly soup: string; readonly steps: number }> {
  const { model, skillIds, recipe } = order;
  const folders = skillIds.map((id) => store.skillFolder(store.skills.require(id)));
  return job.stage(
    'blend',
    () => (recipe.soup.method === 'cat-static' ? fixed(folders, recipe) : learned(job, worker, order, folders)),
    ({ coefficients, steps, heldOut, device }) => {
      const recipeId = store.recipes.save({ soup: recipe.soup }).id;
      const { id } = store.soups.insert({
        baseModel: model.id,
        baseModelHash: model.hash,
        method: recipe.soup.method,
        constraint: coefficients.constraint ?? null,
        granularity: coefficients.granularity ?? null,
        coefficients: coefficients.values,
        heldOut,
        recipeId,
        seed: recipe.seed,
        device,
        versions: versions(),
        jobId: job.id,
        skillIds,
      });
      return { soup: id, steps };
    },
  );
}

/** A soup's adapter as the engine worker takes it. */
export function soupAdapter(store: Store, soupId: string): AdapterSpec {
  const { coefficients } = store.soups.require(soupId);
  const skillIds = store.soups.skillIds(soupId);
  return {
    folders: skillIds.map((id) => store.skillFolder(store.skills.require(id))),
    coefficients: { skills: skillIds.length, values: coefficients } satisfies CoefficientsJson,
  };
}

/** How much of each skill is in a soup. */
export function skillShares(store: Store, soupId: string): SkillShare[] {
  const { coefficients } = store.soups.require(soupId);
  const skillIds = store.soups.skillIds(soupId);
  const summary = summarizeCoefficients({
    skills: skillIds.length,
    values: new Map(Object.entries(coefficients)),
  });
  return skillIds.map((id, i) => ({ skill: id, name: store.skills.require(id).name, ...summary[i]! }));
}

interface Made {
  readonly coefficients: CoefficientsJson;
  readonly steps: number;
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
  readonly device: string | null;
}

function fixed(folders: readonly string[], { soup }: Recipe): Made {
  const skills = folders.map((folder) => readSkill(folder).adapter);
  const value = soup.initial === 'normal' ? 0.5 : soup.initial;
  return { coefficients: coefficientsToJson(staticCoefficients(skills, value)), steps: 0, heldOut: [], device: null };
}

async function learned(job: JobContext, worker: EngineWorker, order: SoupOrder, folders: string[]): Promise<Made> {
  const out = join(job.folder, 'coefficients.json');
  const { steps, heldOut, device } = await worker.request(
    'learn-coefficients',
    {
      model: order.model.folder,
      skills: folders,
      examples: [...order.examples],
      recipe: order.recipe.soup,
      seed: order.recipe.seed,
      checkpoints: join(job.folder, 'blend'),
      device: order.device,
      out,
      ...memoryOf(job),
    },
    { signal: job.signal, onProgress: (step) => tellStep(job, 'blend', step) },
  );
  const coefficients = coefficientsToJson(coefficientsFromJson(JSON.parse(readFileSync(out, 'utf8'))));
  return { coefficients, steps, heldOut, device };
}
