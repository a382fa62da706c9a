import { join } from 'node:path';
import type { JobContext } from '../jobs/index.ts';
import { passagesOf } from '../manual/index.ts';
import { type Store, writeFileAtomic } from '../store/index.ts';
import type { CheckResult, DeviceName } from './contract.ts';
import type { EngineWorker } from './engine-worker.ts';
import type { RebuiltVerdict } from './gate/rebuilt.ts';
import { promotionOf } from './gate/summary.ts';
import { instructionData, instructionStudy } from './instruction-skill.ts';
import type { BaseModel } from './models.ts';
import { quickCheck, quickQuestions } from './quick-check.ts';
import type { Recipe } from './recipe.ts';
import { soupAdapter } from './soup-stage.ts';
import { uniqueName } from './unique-name.ts';

/** What a manual was cut into. */
export interface Study {
  readonly examples: string;
  /** How many these are. */
  readonly count: number;
  readonly heldOutFile: string;
  readonly heldOut: number;
  readonly checked: number;
  readonly sha256: string;
}

/** The stage that cuts a manual into windows to learn from and windows to check with. */
export async function studyStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  { manual, model, recipe }: { manual: string; model: BaseModel; recipe: Recipe },
): Promise<Study> {
  const files = { examples: join(job.folder, 'examples.json'), heldOutFile: join(job.folder, 'held-out.json') };
  const study = await job.stage('study', async () => {
    const blocks = join(job.folder, 'blocks.json');
    await writeFileAtomic(
      blocks,
      JSON.stringify(
        store.manuals
          .blocks(manual)
          .map(({ kind, level, text }) => ({ kind, text, ...(level === null ? {} : { level }) })),
      ),
    );
    const { examples: out, heldOutFile: heldOut } = files;
    const input = { blocks, model: model.folder, recipe: recipe.study, seed: recipe.seed, out, heldOut };
    return worker.request('study-manual', input, { signal: job.signal });
  });
  return { ...study, ...files, count: study.examples };
}

/**
 * Of the instruction skill's own data, examples that its coefficients are learned on. Of the manual's and these, as many are
 * drawn from each as a share of the smaller set, so no more are needed than the manual has.
 */
export async function soupInstructions(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  {
    instruction,
    manualExamples,
    model,
    recipe,
  }: { instruction: string; manualExamples: number; model: BaseModel; recipe: Recipe },
): Promise<string> {
  const out = join(job.folder, 'soup-instructions.json');
  if (recipe.soup.method === 'cat-static') return out;
  await job.stage('study-soup', () => {
    const data = instructionData(store, instruction);
    const study = { ...instructionStudy(recipe), maxExamples: null, enough: manualExamples };
    return worker.request(
      'study-instructions',
      { ...study, data, model: model.folder, seed: recipe.seed, out },
      { signal: job.signal },
    );
  });
  return out;
}

/** Passages are made when a manual is read; here those of a manual that an older version read. */
export function indexStage(job: JobContext, store: Store, manual: string): Promise<number> {
  return job.stage(
    'index',
    () => store.passages.list(manual).length,
    (count) => {
      if (count > 0) return count;
      const blocks = store.manuals
        .blocks(manual)
        .map(({ level, ...block }) => (level === null ? block : { ...block, level }));
      const passages = passagesOf({ blocks });
      store.passages.replace(manual, passages);
      return passages.length;
    },
  );
}

/** The stage that measures, before and after, the loss on windows of the manual, and some questions about it. */
export function checkStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  {
    manual,
    model,
    soup,
    study,
    device,
  }: { manual: string; model: BaseModel; soup: string; study: Study; device: DeviceName },
): Promise<CheckResult> {
  return job.stage('check', async () => {
    const asked = quickQuestions(store, manual);
    const pairs = [...(asked?.pairs ?? [])];
    const input = {
      model: model.folder,
      adapter: soupAdapter(store, soup),
      examples: study.heldOutFile,
      pairs,
      device,
    };
    const { base, bot } = await worker.request('check', input, { signal: job.signal });
    const windows = study.heldOut > 0 ? 'held-out' : 'trained';
    const questions = asked && quickCheck(asked.suite, base.logLikelihoods, bot.logLikelihoods);
    const losses = { windows, count: study.checked, base: base.loss, bot: bot.loss } as const;
    return { ...losses, ...(questions === undefined ? {} : { questions }) };
  });
}

/** Keeps the bot, under a name of its own, with what the gate said: it is never there without. */
export function insertBot(
  store: Store,
  jobId: string,
  {
    manual,
    model,
    soup,
    recipe,
    name,
    gate,
  }: {
    manual: string;
    model: BaseModel;
    soup: string;
    recipe: Recipe;
    name: string | undefined;
    gate: RebuiltVerdict | null;
  },
) {
  const { search, generation } = recipe;
  const bot = store.bots.insert({
    name: uniqueName(name ?? store.manuals.require(manual).title, (text) => store.bots.byName(text) !== undefined),
    baseModel: model.id,
    baseModelHash: model.hash,
    soupId: soup,
    settings: { search, generation },
    recipeId: store.recipes.save(recipe).id,
    jobId,
    manualIds: [manual],
  });
  if (gate === null) return { id: bot.id, name: bot.name, promotion: null };
  const { previous, ...verdict } = gate;
  const previousBotId = store.bots.get(previous) === undefined ? null : previous;
  const promotion = promotionOf(store, store.promotions.insert({ botId: bot.id, previousBotId, ...verdict }));
  return { id: bot.id, name: bot.name, promotion };
}
