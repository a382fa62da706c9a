import type { BotSummary, RecipeJson, SkillShare } from './bots.ts';
import type { Call, DeviceName, Json, Nothing, Removed } from './call.ts';

export interface SkillCalls {
  'skill.list': Call<Nothing, readonly SkillSummary[]>;
  'skill.show': Call<SkillInput, SkillDetail>;
  'skill.train': Call<SkillTrainInput, SkillDetail>;
  'skill.import': Call<SkillImportInput, SkillDetail>;
  'skill.export': Call<SkillExportInput, SkillExport>;
  'skill.rename': Call<SkillInput & { readonly name: string }, SkillSummary>;
  'skill.annotate': Call<SkillInput & { readonly tags?: readonly string[]; readonly note?: string }, SkillSummary>;
  /** @throws `store/in-use` naming what rests on it. */
  'skill.remove': Call<SkillInput, Removed>;
  'skill.merge': Call<MergeInput, MergeResult>;
  'soup.list': Call<Nothing, readonly SoupSummary[]>;
  'soup.show': Call<SoupInput, SoupDetail>;
  /** Keeps other coefficients of a soup as a new soup and a bot over it. */
  'soup.save': Call<SoupSaveInput, BotSummary>;
  /** Blends skills of one base model into a bot: coefficients learned (a job), or equal. */
  'soup.blend': Call<BlendInput, BotSummary>;
}

export interface SkillInput {
  readonly skill: string;
}

export interface SkillSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'manual' | 'instruction' | 'imported' | 'merged';
  readonly model: string;
  readonly rank: number;
  readonly createdAt: string;
  readonly tags: readonly string[];
  readonly note: string;
  /** The skills it was made from. */
  readonly parents: readonly string[];
  /** The manual it was trained on. */
  readonly manual: string | null;
  /** What is kept of what it was trained on; null: coefficients can't be learned with it. */
  readonly data: 'manual' | 'instructions' | null;
  /** The part of a recipe that trained it: `{ training }`. */
  readonly recipe: RecipeJson | null;
  /** The preset whose numbers these are; null where some were changed. */
  readonly preset: string | null;
}

export interface SkillDetail extends SkillSummary {
  readonly folder: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly modules: number;
  /** What made it: data, recipe, seed, versions. */
  readonly lineage: Json;
}

export interface SkillTrainInput {
  readonly data: string;
  readonly model?: string;
  readonly name?: string;
  readonly recipe?: string | RecipeJson;
  readonly set?: Readonly<Record<string, Json>>;
  readonly device?: DeviceName;
}

export interface SkillImportInput {
  readonly folder: string;
  /** A file of the instructions it was trained on, kept with it, so that coefficients can be learned with it. */
  readonly data?: string;
  readonly model?: string;
  readonly name?: string;
}

export interface SkillExportInput {
  readonly skill: string;
  readonly format: 'peft' | 'gguf';
  readonly out: string;
}

export interface SkillExport {
  readonly skill: string;
  readonly format: 'peft' | 'gguf';
  readonly path: string;
}

export interface MergeInput {
  readonly skills: readonly string[];
  readonly method: 'cat' | 'linear' | 'ties' | 'dare' | 'dare-ties';
  /** One weight for each skill; 0.5 when not given. */
  readonly weights?: readonly number[];
  /** Of `ties`, `dare` and `dare-ties`: the share of values that is kept, over 0 up to 1; 0.5 when not given. */
  readonly density?: number;
  /** Of `dare` and `dare-ties`: which values are kept; 0 when not given. */
  readonly seed?: number;
  readonly name?: string;
}

export interface MergeResult extends SkillDetail {
  readonly from: readonly string[];
  readonly weights: readonly number[];
}

export interface SoupInput {
  /** A soup's id, or a bot. */
  readonly soup: string;
}

export interface SoupSummary {
  readonly id: string;
  readonly model: string;
  readonly method: string;
  readonly skills: readonly SkillShare[];
  readonly bots: readonly string[];
  /** The part of a recipe that its coefficients were learned by: `{ soup }`. */
  readonly recipe: RecipeJson | null;
  /** The preset whose numbers these are; null where some were changed. */
  readonly preset: string | null;
  readonly createdAt: string;
}

export interface SoupDetail extends SoupSummary {
  readonly constraint: string | null;
  readonly granularity: string | null;
  /** Adapted modules, by layer: `coefficients[skill][i]` belongs to `modules[i]`. */
  readonly modules: readonly { readonly path: string; readonly layer: number; readonly target: string }[];
  readonly coefficients: readonly (readonly number[])[];
  /** Loss on held-out windows while learning. */
  readonly heldOut: readonly { readonly step: number; readonly loss: number }[];
}

export interface SoupSaveInput {
  /** The bot whose soup is changed: its manuals and settings are taken over. */
  readonly bot: string;
  readonly coefficients: readonly (readonly number[])[];
  readonly name: string;
}

export interface BlendInput {
  /** Two or more, of one base model. */
  readonly skills: readonly string[];
  /** What the bot speaks from; those of its manual skills when not given. */
  readonly manuals?: readonly string[];
  readonly learn: boolean;
  readonly name?: string;
  readonly recipe?: string | RecipeJson;
  readonly set?: Readonly<Record<string, Json>>;
  readonly device?: DeviceName;
}
