import { gateSide, type SuiteQuestion, type TokenScores } from '../bench/index.ts';
import { findSupport } from '../chat/index.ts';
import type { Store } from '../store/index.ts';
import type { CheckResult } from './contract.ts';
import { suiteChoices } from './suites.ts';
import type { ScoredPair } from './tasks/schemas.ts';

/** Enough to see a difference, few enough to take a second or two. */
const QUESTIONS = 12;

/** What finds passages that a question is about. */
export type PassageSearch = (question: string) => readonly unknown[];

/** Whether a suite asks about what is searched: passages there are about most of its first questions. */
export function fitsPassages(search: PassageSearch, questions: readonly SuiteQuestion[]): boolean {
  const asked = questions.slice(0, ASKED_TO_SEE);
  const found = asked.filter(({ question }) => search(question).length > 0);
  return found.length >= FOUND_SHARE * asked.length;
}

const ASKED_TO_SEE = 25;
const FOUND_SHARE = 0.6;

/** Some questions of the first suite that asks about a manual, from all over it; undefined where none does. */
export function quickQuestions(
  store: Store,
  manual: string,
): { readonly suite: string; readonly pairs: readonly ScoredPair[] } | undefined {
  const search: PassageSearch = (question) =>
    findSupport(question, (expression, limit) => store.passages.search([manual], expression, limit), 1);
  const suite = suiteChoices(store).find(
    ({ task = 'qabot', questions }) => task === 'qabot' && fitsPassages(search, questions),
  );
  if (suite === undefined) return undefined;
  const step = Math.max(1, suite.questions.length / QUESTIONS);
  const chosen = suite.questions.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  return { suite: suite.name, pairs: chosen.map(({ question, answer }) => ({ question, answer })) };
}

/** How likely the references are to the base model and to the bot; undefined where no question fits what they read. */
export function quickCheck(suite: string, base: TokenScores, bot: TokenScores): CheckResult['questions'] {
  const { previous, bot: own, n } = gateSide(bot, base);
  return previous === null || own === null ? undefined : { suite, count: n, base: previous, bot: own };
}
