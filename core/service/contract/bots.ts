import type { Call, DeviceName, Failure, Json, Nothing, Removed } from './call.ts';
import type { BotStanding, Promotion } from './promotions.ts';

export interface BotCalls {
  'bot.build': Call<BuildInput, BuildResult>;
  /** What a build would take, without beginning it: nothing is downloaded, imported or locked. */
  'bot.plan': Call<BuildInput, BuildPlan>;
  'bot.list': Call<Nothing, readonly BotSummary[]>;
  'bot.show': Call<BotInput, BotDetail>;
  'bot.rename': Call<BotInput & { readonly name: string }, BotSummary>;
  'bot.configure': Call<BotInput & { readonly settings: Partial<BotSettings> }, BotDetail>;
  /** The manuals it finds passages in. */
  'bot.speakFrom': Call<BotInput & { readonly manuals: readonly string[] }, BotDetail>;
  /** Its conversations go with it; skills, soups, manuals and runs stay. */
  'bot.remove': Call<BotInput, Removed>;
  'recipe.list': Call<Nothing, readonly RecipePreset[]>;
  /** Checks a recipe file or a preset with changes, and gives it whole. @throws `recipe/invalid` naming the number. */
  'recipe.resolve': Call<RecipeInput, RecipeJson>;
}

export interface BotInput {
  /** Its id, the beginning of it, or its name. */
  readonly bot: string;
}

export interface RecipeInput {
  /** A preset's name, the path of a recipe file, or a recipe itself. */
  readonly recipe?: string | RecipeJson;
  /** Changes to it: dotted key → value. */
  readonly set?: Readonly<Record<string, Json>>;
}

/** A recipe: every number that a build depends on, in named parts. */
export type RecipeJson = { readonly [key: string]: Json };

export interface RecipePreset {
  readonly name: string;
  readonly recipe: RecipeJson;
}

export interface BuildInput extends RecipeInput {
  /** A manual's id, its beginning, its title, or the path of a file to import. */
  readonly manual: string;
  readonly model?: string;
  /** An instruction skill of one's own, instead of the one that comes with the base model. */
  readonly instruct?: string;
  readonly name?: string;
  readonly device?: DeviceName;
}

/** What a build would take here. */
export interface BuildPlan {
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly present: boolean;
    readonly downloadBytes: number | null;
  };
  readonly device: string;
  readonly memoryMode: 'default' | 'low';
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Written while building, downloads included. */
  readonly diskBytes: number;
  readonly freeDiskBytes: number;
  readonly steps: { readonly instruct: number; readonly train: number; readonly blend: number };
  /** From this machine's own earlier builds where there are any; `measured` says so. */
  readonly seconds: number;
  readonly measured: boolean;
  readonly recipe: RecipeJson;
  /** The instruction skill: whose data it rests on, and under which licence. */
  readonly instruction: { readonly kind: 'own' | 'stock' | 'train'; readonly licence: string | null };
  /** What would stop it, each with what to do; empty when it can begin. */
  readonly problems: readonly Failure[];
}

export interface BuildResult {
  readonly job: string;
  readonly bot: string;
  readonly name: string;
  readonly manual: string;
  readonly model: string;
  /** The preset that its recipe began with. */
  readonly recipe: string;
  readonly skills: readonly SkillShare[];
  readonly check: CheckResult;
  readonly steps: { readonly train: number; readonly blend: number };
  /** Against the bot of the revision before; null where there was none, and the bot is current at once. */
  readonly promotion: Promotion | null;
  readonly seconds: number;
}

/** How much of a skill is in a soup: its coefficients over all adapted modules. */
export interface SkillShare {
  readonly skill: string;
  readonly name: string;
  readonly mean: number;
  /** Standard deviation over the modules. */
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** Loss in nats a token on windows of the manual, before and after. */
export interface CheckResult {
  /** `held-out`: no training step saw these windows. `trained`: the recipe holds none out, so these were seen. */
  readonly windows: 'held-out' | 'trained';
  readonly count: number;
  readonly base: number;
  readonly bot: number;
  /**
   * Where a suite asks about the manual: mean log-likelihood of a reference's tokens, nats a token, over some of its
   * questions, asked without the manual.
   */
  readonly questions?: { readonly suite: string; readonly count: number; readonly base: number; readonly bot: number };
}

export interface BotSummary {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly manual: string;
  readonly manualTitle: string;
  readonly standing: BotStanding;
  /** The preset that it was made by; null where some numbers were changed, or it was made by none. */
  readonly preset: string | null;
  readonly createdAt: string;
}

export interface BotDetail extends BotSummary {
  readonly manuals: readonly { readonly id: string; readonly title: string }[];
  readonly soup: string | null;
  readonly skill: string | null;
  readonly skills: readonly SkillShare[];
  readonly settings: BotSettings;
  readonly recipe: RecipeJson | null;
  /** The build's own check, for a bot that was built. */
  readonly check: CheckResult | null;
  /** The last decision on it; null where there was none. */
  readonly promotion: Promotion | null;
}

/** How a bot answers; a person may change all of it. */
export interface BotSettings {
  readonly systemPrompt: string;
  /** Whether passages found for a question are given to the model. */
  readonly withManual: boolean;
  /** How many passages are looked for, and how many of them the model reads. */
  readonly passages: number;
  readonly read: number;
  readonly maxNewTokens: number;
  readonly contextTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** 0: off. */
  readonly topK: number;
  /** 1: off. */
  readonly repetitionPenalty: number;
  readonly historyTurns: number;
}
