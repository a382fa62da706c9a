import { type PairedDifference, pairedDifference } from './metrics.ts';

/** How a newer bot compares with the one before on the same texts: `mean` is newer − before, in nats a token. */
export interface GateSide extends PairedDifference {
  /** Mean scores of both, over the texts that both were scored on; null where there are none. */
  readonly bot: number | null;
  readonly previous: number | null;
}

/** What is asked about: what the manual says, and what any instruction wants. */
export type GateSideName = 'manual' | 'general';

/** Log-likelihood of each token of a text, from two bots; null: too long for its model. */
export type TokenScores = readonly (readonly number[] | null)[];

/**
 * Compares two bots text by text, with a bootstrap interval. A text's score is its log-likelihood over the number of
 * tokens that the newer bot's model has of it: for one base model the mean of a token, and for two that cut text
 * otherwise still a comparison of the same text.
 */
export function gateSide(bot: TokenScores, previous: TokenScores): GateSide {
  const lengths = bot.map((tokens) => tokens?.length ?? 0);
  const mine = bot.map((tokens, i) => score(tokens, lengths[i]!));
  const theirs = previous.map((tokens, i) => score(tokens, lengths[i]!));
  const both = mine.flatMap((value, i) => (value === null || theirs[i] == null ? [] : [[value, theirs[i]] as const]));
  return {
    ...pairedDifference(mine, theirs),
    bot: meanOf(both.map(([value]) => value)),
    previous: meanOf(both.map(([, value]) => value)),
  };
}

/**
 * The sides that speak against a newer bot: what it lost is more than chance would take, since the whole interval lies
 * below 0; or nothing could be measured, and nothing shows that it stayed as good.
 */
export function fallenSides(sides: Readonly<Record<GateSideName, GateSide>>): GateSideName[] {
  return (['manual', 'general'] as const).filter((name) => {
    const { high } = sides[name];
    return high === null || high < 0;
  });
}

function score(tokens: readonly number[] | null | undefined, length: number): number | null {
  if (tokens == null || tokens.length === 0 || length === 0) return null;
  const sum = tokens.reduce((total, value) => total + value, 0);
  return Number.isFinite(sum) ? sum / length : null;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
