import type { BotSkills } from './kind.ts';

/** Reasons why a system can't be made, each null where it can. */

export function unlessSoup({ method }: BotSkills): string | null {
  return method === null ? 'This bot is no soup of several skills.' : null;
}

/** Methods that merge A and B apart need skills of one rank. */
export function unlessOneRank(bot: BotSkills): string | null {
  const ranks = new Set(bot.skills.map(({ rank }) => rank));
  return unlessSoup(bot) ?? (ranks.size === 1 ? null : "This bot's skills are of different ranks.");
}

/** Learning anew needs what the skills were trained on. */
export function unlessDataKept(bot: BotSkills): string | null {
  const [without] = bot.withoutData;
  return unlessSoup(bot) ?? (without === undefined ? null : `What "${without.name}" was trained on is not here.`);
}
