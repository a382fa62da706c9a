import { AppError } from '../errors.ts';
import type { SuiteQuestion } from './suite.ts';

/** What each way to answer is, by its name on the command line. */
export const systemTable = {
  base: 'the base model as it comes',
  'manual-skill': 'the base model with the manual skill',
  'instruct-skill': 'the base model with the instruction skill',
  'skill-1': 'the base model with the first skill of a soup',
  'skill-2': 'the base model with the second skill of a soup',
  'skill-3': 'the base model with the third skill of a soup',
  'skill-4': 'the base model with the fourth skill of a soup',
  'cat-static': 'both skills concatenated, one fixed coefficient',
  'cat-learned': 'both skills concatenated, learned coefficients (CAT)',
  'cat-own': "both skills concatenated, the bot's own coefficients, set by hand or all equal",
  'cat-learned-paper': 'learned CAT, learned as the paper does',
  'cat-learned-best': 'learned CAT, learned as the preset best does',
  'data-mix': 'trained on one data set after the other',
  'data-mix-plain': 'one adapter trained on both data sets at once',
  linear: 'both skills averaged, A and B apart',
  ties: 'both skills merged by TIES',
  dare: 'both skills merged by DARE',
  lorahub: 'coefficients found without gradients (LoRA Hub)',
  router: 'both skills, weighed token by token by trained routers',
  retrieval: 'passages found in the manual, read by the instruction skill',
  'retrieval-base': 'the same passages, read by the base model',
  'open-book': "the suite's own context put before the question",
} as const;

/** The name of a way to answer. */
export type SystemName = keyof typeof systemTable;

/** Where an answer says it comes from. */
export interface Citation {
  readonly page: number;
  readonly text: string;
}

/** What a system said, and how long it took. */
export interface SystemAnswer {
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly seconds: number;
}

/** A way to answer, as the benchmark sees it. */
export interface System {
  readonly name: SystemName;
  answer(question: SuiteQuestion, options: { seed: number; signal?: AbortSignal }): Promise<SystemAnswer>;
  /** Log-likelihood (natural logarithm) of each token of `reference`, given the question. */
  likelihood(question: SuiteQuestion, reference: string, options: { signal?: AbortSignal }): Promise<ArrayLike<number>>;
}

/**
 * The systems that a list such as `base,cat-learned` or `all` names, each once, in the list's order.
 *
 * @param available what can be built here; `all` means these.
 * @throws AppError `bench/unknown-system` for a name that is no system or not available.
 */
export function parseSystems(list: string, available: readonly SystemName[]): SystemName[] {
  if (list.trim() === 'all') return [...available];
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const hint = `Systems to choose from: ${available.join(', ')}.`;
  if (names.length === 0) throw new AppError('bench/unknown-system', 'No system was named.', { hint });
  return [...new Set(names)].map((name) => {
    if (!Object.hasOwn(systemTable, name)) {
      throw new AppError('bench/unknown-system', `There is no system "${name}".`, { hint });
    }
    if (!available.includes(name as SystemName)) {
      throw new AppError('bench/unknown-system', `The system "${name}" can't be built here.`, { hint });
    }
    return name as SystemName;
  });
}
