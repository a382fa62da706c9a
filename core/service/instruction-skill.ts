import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { linearTargets, loraLayers, openModel } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobContext } from '../jobs/index.ts';
import { checkFits, readSkill } from '../skill/index.ts';
import { makeFolderAtomic, type SkillRow, type Store } from '../store/index.ts';
import type { DeviceName } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import { findSkill } from './find.ts';
import type { BaseModel } from './models.ts';
import type { Recipe } from './recipe.ts';
import { stockInstructions, stockSkillFolder } from './resources.ts';
import { INSTRUCTIONS_FILE, trainStage } from './train-stage.ts';
import { uniqueName } from './unique-name.ts';

/** Where a build's instruction skill comes from. */
export type InstructionSource =
  | { readonly kind: 'own'; readonly skill: string }
  /** The one that comes with the program for this base model. */
  | { readonly kind: 'stock' }
  /** There is none for this base model: a small one is trained on the stock data. */
  | { readonly kind: 'train' };

/** @throws AppError `service/not-found`, `skill/wrong-base` when the skill asked for can't go into this build. */
export function instructionSource(store: Store, model: BaseModel, asked: string | undefined): InstructionSource {
  if (asked === undefined) return { kind: stockSkillFolder(model.id) === undefined ? 'train' : 'stock' };
  const row = findSkill(store, asked);
  if (row.kind === 'manual') {
    throw new AppError('skill/wrong-base', `"${row.name}" is a manual skill; a build needs an instruction skill.`, {
      command: 'stockpot skills train --data FILE',
    });
  }
  checkSkillFits(store, row, model);
  return { kind: 'own', skill: row.id };
}

/** Whether stock data goes into a build, which its licence wants said. */
export function usesStockData(store: Store, source: InstructionSource): boolean {
  return source.kind !== 'own' || instructionsOf(store, source.skill) === undefined;
}

/** @throws AppError `skill/wrong-base` */
export function checkSkillFits(store: Store, row: SkillRow, model: BaseModel): void {
  const { adapter } = readSkill(store.skillFolder(row));
  checkFits(adapter, loraLayers(openModel(model.folder).config, linearTargets), model.id);
}

/** The instructions that a soup with this skill is learned on: its own, or else the stock ones. */
export function instructionData(store: Store, skillId: string): string {
  return instructionsOf(store, skillId) ?? stockInstructions;
}

/** The instructions that a skill was trained on, where it keeps them. */
export function instructionsOf(store: Store, skillId: string): string | undefined {
  const path = join(store.skillFolder(store.skills.require(skillId)), INSTRUCTIONS_FILE);
  return existsSync(path) ? path : undefined;
}

/** What the stage that provides the instruction skill works with. */
export interface InstructionOrder {
  readonly source: InstructionSource;
  readonly model: BaseModel;
  readonly recipe: Recipe;
  readonly device: DeviceName;
}

/** The stages that provide the instruction skill: taken, copied or trained. Gives its id. */
export async function instructionStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  { source, model, recipe, device }: InstructionOrder,
): Promise<string> {
  switch (source.kind) {
    case 'own':
      return job.stage('instruct', () => source.skill);
    case 'stock':
      return copyStock(job, store, model);
    case 'train': {
      const examples = join(job.folder, 'instruct-examples.json');
      const study = await job.stage('study-instructions', () =>
        worker.request(
          'study-instructions',
          {
            ...instructionStudy(recipe),
            data: stockInstructions,
            model: model.folder,
            seed: recipe.seed,
            out: examples,
          },
          { signal: job.signal },
        ),
      );
      return trainStage(job, store, worker, {
        stage: 'instruct',
        name: `Alpaca for ${basename(model.id)}`,
        kind: 'instruction',
        model,
        examples,
        dataHash: study.sha256,
        training: instructionTraining(recipe),
        seed: recipe.seed,
        device,
        instructions: stockInstructions,
      });
    }
  }
}

/** What of a recipe says how instructions become examples. */
export function instructionStudy({ instruction: { format, maxTokens, maxExamples } }: Recipe) {
  return { format, maxTokens, maxExamples };
}

/** How an instruction skill is trained: as a manual skill, with the numbers of its own. */
export function instructionTraining({ training, instruction }: Recipe): Recipe['training'] {
  const { learningRate, warmupSteps, epochs, maxSteps, maxTokens } = instruction;
  return { ...training, learningRate, warmupSteps, epochs, maxSteps, length: maxTokens };
}

/** Copied into the home, so that bots do not depend on where the program lies, and a backup holds all of them. */
function copyStock(job: JobContext, store: Store, model: BaseModel): Promise<string> {
  return job.stage(
    'instruct',
    async () => {
      const from = stockSkillFolder(model.id)!;
      const dataHash = createHash('sha256')
        .update(readFileSync(join(from, 'adapter_model.safetensors')))
        .digest('hex');
      const mine = store.skills.list({ kind: 'instruction' }).filter((row) => row.dataHash === dataHash);
      const ready = mine.find((row) => row.state === 'ready' && row.baseModel === model.id);
      if (ready !== undefined) return ready.id;
      const { config, lineage } = readSkill(from);
      const row =
        mine.find((one) => one.jobId === job.id) ??
        store.skills.insert({
          name: uniqueName(`Alpaca for ${basename(model.id)}`, (name) => store.skills.byName(name) !== undefined),
          kind: 'instruction',
          state: 'training',
          baseModel: model.id,
          baseModelHash: model.hash,
          rank: config.rank,
          dataHash,
          recipeId: lineage?.recipe === undefined ? null : store.recipes.save({ training: lineage.recipe }).id,
          jobId: job.id,
        });
      await makeFolderAtomic(
        store.skillFolder(row),
        async (folder) => {
          await cp(from, folder, { recursive: true });
          await cp(stockInstructions, join(folder, INSTRUCTIONS_FILE));
        },
        { ifExists: 'keep', what: 'the instruction skill' },
      );
      return row.id;
    },
    (id) => {
      store.skills.update(id, { state: 'ready' });
      return id;
    },
  );
}
