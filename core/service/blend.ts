import { z } from 'zod';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import { readSkill } from '../skill/index.ts';
import { coefficientsToJson, staticCoefficients } from '../soup/index.ts';
import type { SkillRow, Store } from '../store/index.ts';
import { botSummary, refuseTakenBotName } from './bot-summary.ts';
import type { BlendInput, BotSummary } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { findManual, findSkill } from './find.ts';
import { followJob, isWorthResuming } from './follow-job.ts';
import type { Host } from './host.ts';
import { inputOf } from './job-input.ts';
import type { CallContext } from './methods.ts';
import { type BaseModel, presentModel } from './models.ts';
import { type Recipe, resolveRecipe } from './recipe.ts';
import { recipeSchema } from './recipe-schema.ts';
import { skillData, studySkillsStage } from './skill-data.ts';
import { soupStage } from './soup-stage.ts';
import { uniqueName } from './unique-name.ts';
import { versions } from './versions.ts';

/**
 * Blends skills of one base model into a bot: coefficients learned by a job, on what each skill was trained on, or equal.
 * @throws AppError `soup/incompatible` when the skills do not go together, or one's data is not kept and all is to be learned.
 */
export async function blend(input: BlendInput, { host, emit, signal }: CallContext): Promise<BotSummary> {
  const { store } = host;
  const recipe = resolveRecipe(input.recipe, input.set);
  const skills = skillsOf(store, input.skills);
  const manuals = manualsOf(store, skills, input.manuals);
  refuseTakenBotName(store, input.name);
  const name =
    input.name ??
    skills
      .map((skill) => skill.name)
      .join(' + ')
      .slice(0, 200);
  const model = await presentModel(skills[0]!.baseModel, { host, signal });
  if (!input.learn) return blendEqually(store, { model, skills, manuals, recipe, name });

  for (const skill of skills) skillData(store, skill);
  chooseDevice(input.device ?? 'auto');
  const job: BlendJobInput = {
    name,
    model: model.id,
    skills: skills.map(({ id }) => id),
    manuals,
    recipe: { ...recipe, soup: { ...recipe.soup, method: 'cat-learned' } },
    device: input.device ?? 'auto',
  };
  const { id } = host.jobs.start('blend', job);
  emit({ kind: 'job', job: id, state: 'started' });
  try {
    const { bot } = (await followJob(host, id, emit, signal)).result as { bot: string };
    return botSummary(store, bot);
  } catch (error) {
    const { state, stage } = store.jobs.require(id);
    const unlearned = state === 'failed' && (stage === null || stage === 'study');
    if (error instanceof AppError && !isWorthResuming(error.code) && unlearned) discardJob(host, id);
    throw error;
  }
}

/** Cuts each skill's data into examples, learns the coefficients on them, and keeps the bot. */
export function blendJob(host: Host): JobBody {
  return async (job) => {
    const { name, model: id, skills, manuals, recipe, device } = inputOf(jobInput, job);
    const { store } = host;
    const model = await presentModel(id, { host, signal: job.signal });
    const worker = host.worker();
    try {
      const examples = await studySkillsStage(job, store, worker, { model, skills, recipe });
      const { soup, steps } = await soupStage(job, store, worker, {
        model,
        skillIds: skills,
        examples,
        recipe,
        device,
      });
      const bot = await job.stage(
        'bot',
        () => ({}),
        () => insertBot(store, { model, soup, manuals, recipe, name, jobId: job.id }),
      );
      return { job: job.id, bot, soup, steps };
    } finally {
      await worker.close();
    }
  };
}

const jobInput = z.object({
  name: z.string(),
  model: z.string(),
  skills: z.array(z.string()),
  manuals: z.array(z.string()),
  recipe: recipeSchema,
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});
type BlendJobInput = z.infer<typeof jobInput>;

function skillsOf(store: Store, names: readonly string[]): SkillRow[] {
  const skills = names.map((text) => findSkill(store, text));
  const [first] = skills;
  const twice = skills.find(({ id }, i) => skills.findIndex((other) => other.id === id) < i);
  if (twice !== undefined) throw new AppError('soup/incompatible', `"${twice.name}" is named twice.`);
  const other = skills.find(({ baseModel }) => baseModel !== first!.baseModel);
  if (other === undefined) return skills;
  throw new AppError(
    'soup/incompatible',
    `"${first!.name}" is for ${first!.baseModel} and "${other.name}" for ${other.baseModel}.`,
  );
}

function manualsOf(store: Store, skills: readonly SkillRow[], asked: readonly string[] | undefined): string[] {
  const ids =
    asked === undefined
      ? skills.flatMap(({ manualId }) => (manualId === null ? [] : [manualId]))
      : asked.map((text) => findManual(store, text).id);
  return [...new Set(ids)];
}

interface Equal {
  readonly model: BaseModel;
  readonly skills: readonly SkillRow[];
  readonly manuals: readonly string[];
  readonly recipe: Recipe;
  readonly name: string;
}

function blendEqually(store: Store, { model, skills, manuals, recipe, name }: Equal): BotSummary {
  const adapters = skills.map((skill) => readSkill(store.skillFolder(skill)).adapter);
  const { values, granularity, constraint } = coefficientsToJson(staticCoefficients(adapters, 1 / skills.length));
  return store.transaction(() => {
    const soup = store.soups.insert({
      baseModel: model.id,
      baseModelHash: model.hash,
      method: 'cat-static',
      constraint: constraint ?? null,
      granularity: granularity ?? null,
      coefficients: values,
      versions: versions(),
      skillIds: skills.map(({ id }) => id),
    });
    const fixed: Recipe = { ...recipe, soup: { ...recipe.soup, method: 'cat-static' } };
    return botSummary(store, insertBot(store, { model, soup: soup.id, manuals, recipe: fixed, name, jobId: null }));
  });
}

interface NewBlend {
  readonly model: BaseModel;
  readonly soup: string;
  readonly manuals: readonly string[];
  readonly recipe: Recipe;
  readonly name: string;
  readonly jobId: string | null;
}

function insertBot(store: Store, { model, soup, manuals, recipe, name, jobId }: NewBlend): string {
  const { search, generation } = recipe;
  const { id } = store.bots.insert({
    name: uniqueName(name, (text) => store.bots.byName(text) !== undefined),
    baseModel: model.id,
    baseModelHash: model.hash,
    soupId: soup,
    settings: { search, generation },
    recipeId: store.recipes.save(recipe).id,
    jobId,
    manualIds: manuals,
  });
  return id;
}
