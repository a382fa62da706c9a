import type { GateMeasure, Promotion } from '../../service/index.ts';

/** What a person reads of a decision that was just made: {@link promotionText}, and what can be done about it. */
export function decisionText(promotion: Promotion): string {
  const { botName, decision } = promotion;
  const anyway = `  Make it the current one anyway:  stockpot bots promote "${botName}" --reason TEXT`;
  return [promotionText(promotion), ...(decision === 'held' ? [anyway] : [])].join('\n');
}

/** What a person reads of a decision: what happened to which bot, and why. */
export function promotionText(promotion: Promotion): string {
  const { botName, previousName, decision, evidence, reason } = promotion;
  const before = previousName === null ? '' : `"${previousName}"`;
  return [
    headlines[decision](botName, before),
    ...(evidence === null
      ? []
      : [
          sideText('manual score', evidence.manual, evidence.manual.asked),
          ...leftOutText(evidence.manual.leftOut),
          sideText('general score', evidence.general, 'instructions'),
        ]),
    ...(reason === '' ? [] : [`  reason: ${reason}`]),
  ].join('\n');
}

/** `fell by 0.12 (0.05 to 0.20) nats a token, over 48 passages` */
function sideText(name: string, { n, mean, low, high }: GateMeasure, asked: string): string {
  if (mean === null || low === null || high === null) return `  ${name}: could not be measured (${n} ${asked})`;
  const way = high < 0 ? 'fell' : low > 0 ? 'rose' : 'stayed within the interval';
  return `  ${name} ${way}: ${signed(mean)} (${signed(low)} to ${signed(high)}) nats a token, over ${n} ${asked}`;
}

function leftOutText(count: number): string[] {
  if (count === 0) return [];
  const questions = count === 1 ? '1 question is' : `${count} questions are`;
  return [`    ${questions} left out: what they ask about stands in an older revision alone`];
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

const headlines: Readonly<Record<Promotion['decision'], (bot: string, before: string) => string>> = {
  promoted: (bot, before) =>
    `"${bot}" is the current bot now${before === '' ? '' : `: it is no worse than ${before}`}.`,
  held: (bot, before) => `"${bot}" is held back${before === '' ? '' : `: ${before} stays the current bot`}.`,
  overruled: (bot, before) =>
    `"${bot}" was made the current bot by a person${before === '' ? '' : `, in the place of ${before}`}.`,
};
