import type { Citation, SuiteQuestion } from '../../bench/index.ts';
import type { JobContext } from '../../jobs/index.ts';
import type { BotRow, SkillRow, Store } from '../../store/index.ts';
import type { DeviceName, Json, SystemEffort } from '../contract.ts';
import type { EngineWorker } from '../engine-worker.ts';
import type { BaseModel } from '../models.ts';
import type { NearestPassages } from '../nearest-stage.ts';
import type { Recipe } from '../recipe.ts';
import type { AdapterSpec, PromptedPair } from '../tasks/schemas.ts';

/** A way to answer that a bot's skills can be made into. */
export interface SystemKind {
  /** Why it can't be made of these; null when it can. */
  readonly reason: (bot: BotSkills) => string | null;
  /** What making it takes: nothing, trying it on questions of the suite (which are set aside), or training. */
  readonly takes: SystemEffort;
  /** What has to be here besides the bot's own: the embedding model. */
  readonly needs?: 'embeddings';
  readonly prepare: (setting: SystemSetting) => PreparedSystem | Promise<PreparedSystem>;
}

/** What a bot is made of. */
export interface BotSkills {
  readonly bot: BotRow;
  /** How its soup was blended; null for a bot that is none. */
  readonly method: string | null;
  /** In the order of the soup's coefficients. */
  readonly skills: readonly SkillRow[];
  /** Those of them that nothing can be learned on: what they were trained on is not kept. */
  readonly withoutData: readonly SkillRow[];
  /** Ids of those that it speaks from. */
  readonly manuals: readonly string[];
}

/** What systems are prepared from. */
export interface SystemSetting extends BotSkills {
  readonly store: Store;
  readonly job: JobContext;
  readonly worker: EngineWorker;
  readonly model: BaseModel;
  readonly device: DeviceName;
  /** The bot's own recipe, for what a system trains anew. */
  readonly recipe: Recipe;
  /** A file of examples for each skill, from what it was trained on. @throws AppError `soup/incompatible` where that is not kept. */
  readonly examples: () => Promise<readonly string[]>;
  /** The passages of its manuals that are nearest to each question, found once. @throws AppError `model/not-found`, `store/no-vectors` */
  readonly nearest: () => Promise<NearestPassages>;
  /** The suite's questions, and those to tune on as they are put. */
  readonly questions: readonly SuiteQuestion[];
  readonly validation: readonly PromptedPair[];
}

/** A system ready to answer: JSON, so that a run that was cut off finds it again. */
export interface PreparedSystem {
  readonly adapter: AdapterSpec;
  /** By place of the question: what the model reads before it answers; null where that is missing, and nothing is answered. */
  readonly reads?: readonly (readonly Citation[] | null)[];
  /** What was trained or searched for, in words and numbers for the report. */
  readonly details: Json;
}

/** Folders of a bot's skills, in the order of the coefficients. */
export function skillFolders({ store, skills }: Pick<SystemSetting, 'store' | 'skills'>): string[] {
  return skills.map((skill) => store.skillFolder(skill));
}
