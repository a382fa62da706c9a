import { type ScorerName, type ScorerTools, scorerTable } from '../bench/index.ts';
import { AppError } from '../errors.ts';
import { type JudgeInput, judgeInput } from './judging.ts';

/** What is asked for by `--scorers`: scorers of single samples, and `pairwise`, which compares two systems' samples. */
export type ScoringName = ScorerName | 'pairwise';

/** How a run's answers are scored. */
export interface Scoring {
  readonly scorers: readonly ScoringName[];
  readonly judge: JudgeInput | undefined;
}

/** Scorers that can be asked for, without a judge and with one. */
export const scorerChoices = {
  plain: namesUsing(undefined),
  judged: [...namesUsing('judge'), 'pairwise'] as readonly ScoringName[],
};

/**
 * What a person asked for; without a list, likelihood and F1, and the judge where one is named.
 * @throws AppError `service/bad-request` for a scorer that there is not, one that needs a judge, a judge that none needs.
 */
export function scoringOf(list: string | undefined, judge: string | undefined): Scoring {
  const named = judge === undefined ? undefined : judgeInput(judge);
  const scorers = namesIn(list ?? (named === undefined ? 'likelihood,f1' : 'likelihood,f1,judge'));
  const needsJudge = scorers.find((name) => scorerChoices.judged.includes(name));
  if (needsJudge !== undefined && named === undefined) {
    throw new AppError('service/bad-request', `The scorer "${needsJudge}" needs a judging model.`, {
      hint: 'Name one: --judge local:MODEL or --judge URL#MODEL.',
    });
  }
  if (needsJudge === undefined && named !== undefined) {
    throw new AppError('service/bad-request', 'A judge was named, but no scorer asks one.', {
      hint: `Add one of these scorers: ${scorerChoices.judged.join(', ')}.`,
    });
  }
  return { scorers, judge: named };
}

function namesIn(list: string): ScoringName[] {
  const known = [...scorerChoices.plain, ...scorerChoices.judged];
  return [...new Set(list.split(',').map((text) => text.trim()))].map((text) => {
    const name = known.find((one) => one === text);
    if (name !== undefined) return name;
    throw new AppError('service/bad-request', `There is no scorer "${text}".`, {
      hint: `Scorers: ${known.join(', ')}.`,
    });
  });
}

function namesUsing(tool: keyof ScorerTools | undefined): ScoringName[] {
  return Object.values(scorerTable).flatMap(({ name, uses }) => (uses === tool ? [name] : []));
}
