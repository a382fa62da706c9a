import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { BotRow } from '../store/index.ts';
import type { BotSettings } from './contract.ts';
import { presets } from './presets.ts';
import { recipeSchema } from './recipe-schema.ts';

/** Memory for keys and values grows with it; a question, three passages and an answer have about 1,000. */
export const CONTEXT_TOKENS = 2048;

const { search, generation } = recipeSchema.shape;

/** A bot's settings as they are kept: the two parts that come from its recipe, and what a person may add. */
const keptSchema = z.object({
  search: search.default(presets.quick.search),
  generation: generation.default(presets.quick.generation),
  systemPrompt: z.string().default(''),
  withManual: z.boolean().default(true),
  contextTokens: z.int().default(CONTEXT_TOKENS),
});

export type KeptBotSettings = z.infer<typeof keptSchema>;

/** What a person may set each to. */
export const botSettingsSchema = z.strictObject({
  systemPrompt: z.string().max(4000),
  withManual: z.boolean(),
  passages: search.shape.passages,
  read: z.int().min(1).max(20),
  maxNewTokens: generation.shape.maxNewTokens,
  contextTokens: z.int().min(256).max(131_072),
  temperature: generation.shape.temperature,
  topP: generation.shape.topP,
  topK: generation.shape.topK,
  repetitionPenalty: generation.shape.repetitionPenalty,
  historyTurns: generation.shape.historyTurns,
}) satisfies z.ZodType<BotSettings>;

export function keptBotSettings({ settings }: Pick<BotRow, 'settings'>): KeptBotSettings {
  return keptSchema.parse(settings);
}

export function botSettings(bot: Pick<BotRow, 'settings'>): BotSettings {
  const kept = keptBotSettings(bot);
  const { systemPrompt, withManual, contextTokens } = kept;
  return { systemPrompt, withManual, ...kept.search, contextTokens, ...kept.generation };
}

/**
 * The bot's settings with changes made, to be kept.
 * @throws AppError `service/bad-request` when they leave no room for a question.
 */
export function changedBotSettings(
  bot: Pick<BotRow, 'settings'>,
  changes: Partial<BotSettings>,
  contextLimit: number,
): KeptBotSettings {
  const { systemPrompt, withManual, contextTokens, passages, read, ...drawing } = { ...botSettings(bot), ...changes };
  if (contextTokens > contextLimit) {
    throw new AppError('service/bad-request', `The base model reads ${contextLimit} tokens, not ${contextTokens}.`, {
      hint: `Set contextTokens to ${contextLimit} or less.`,
    });
  }
  if (drawing.maxNewTokens + ROOM_FOR_A_QUESTION > contextTokens) {
    const message = `An answer of ${drawing.maxNewTokens} tokens leaves no room for a question in ${contextTokens}.`;
    throw new AppError('service/bad-request', message, { hint: 'Make maxNewTokens smaller or contextTokens larger.' });
  }
  return { search: { passages, read }, generation: drawing, systemPrompt, withManual, contextTokens };
}

/** The format around it, and a sentence. */
const ROOM_FOR_A_QUESTION = 128;
