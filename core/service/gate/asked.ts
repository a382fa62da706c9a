import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { QuestionDraftRow, Store } from '../../store/index.ts';
import { readInstructions, shuffle, turnsOf } from '../../study/index.ts';
import type { GateEvidence } from '../contract.ts';
import { stockInstructions } from '../resources.ts';
import { revisionsOf } from '../standing.ts';
import { findSuite } from '../suites.ts';
import type { ScoredPair } from '../tasks/schemas.ts';
import { INSTRUCTIONS_FILE } from '../train-stage.ts';

/** The texts that two bots are compared on, and what they are. */
export interface GatePairs {
  readonly manual: readonly ScoredPair[];
  readonly general: readonly ScoredPair[];
  readonly about: Pick<GateEvidence['manual'], 'asked' | 'suites' | 'leftOut'> &
    Pick<GateEvidence['general'], 'unseen'>;
}

export interface GateQuestions {
  /** The revision that the newer bot was made of. */
  readonly manual: string | undefined;
  /** Instead of the questions that were accepted for the manual. */
  readonly suite: string | undefined;
  /** Skills of both bots. */
  readonly skills: readonly string[];
}

/**
 * What two bots are asked: the accepted questions on the manual, or, where there are too few, passages of its newest
 * revision from all over it; and stock instructions, those first that no skill of theirs was trained on.
 */
export function gatePairs(store: Store, { manual, suite, skills }: GateQuestions): GatePairs {
  const { pairs, leftOut, suites } = questionsOn(store, manual, suite);
  const tooFew = suite === undefined && pairs.length < FEWEST_QUESTIONS;
  const general = instructions(store, skills);
  return {
    manual: tooFew ? passages(store, manual) : pairs,
    general: general.pairs,
    about: {
      ...(tooFew ? { asked: 'passages', suites: [] } : { asked: 'questions', suites }),
      leftOut,
      unseen: general.unseen,
    },
  };
}

/** An interval over fewer says little. */
const FEWEST_QUESTIONS = 10;
/** Enough for an interval, few enough to take seconds for each bot. */
const MOST_PASSAGES = 48;
const INSTRUCTIONS = 48;
/** The same instructions whenever the same bots are compared. */
const SEED = 0;

function questionsOn(store: Store, manual: string | undefined, suite: string | undefined) {
  if (suite !== undefined) {
    const { name, questions } = findSuite(store, suite);
    return { pairs: questions.map(({ question, answer }) => ({ question, answer })), leftOut: 0, suites: [name] };
  }
  if (manual === undefined) return { pairs: [], leftOut: 0, suites: [] };
  const family = revisionsOf(store, manual);
  const accepted = store.questionDrafts
    .suites()
    .flatMap((own) => store.questionDrafts.list(own.suite))
    .filter(({ manualId, state }) => family.has(manualId ?? '') && (state === 'accepted' || state === 'edited'));
  const text = oneLine(
    store.passages
      .list(manual)
      .map((passage) => passage.text)
      .join('\n'),
  );
  // What a newer revision says otherwise would be held against the bot that learned it.
  const stands = ({ manualId, context }: QuestionDraftRow) => manualId === manual || text.includes(oneLine(context));
  const asked = accepted.filter(stands);
  return {
    pairs: asked.map(({ question, answer }) => ({ question, answer })),
    leftOut: accepted.length - asked.length,
    suites: [...new Set(asked.map((draft) => draft.suite))],
  };
}

function passages(store: Store, manual: string | undefined): ScoredPair[] {
  const all = manual === undefined ? [] : store.passages.list(manual);
  const step = Math.max(1, all.length / MOST_PASSAGES);
  const chosen = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  return chosen.map(({ text }) => ({ question: '', answer: text, format: 'plain' }));
}

function instructions(store: Store, skills: readonly string[]) {
  const seen = new Set(
    skills
      .map((id) => join(store.skillFolder(store.skills.require(id)), INSTRUCTIONS_FILE))
      .filter((path) => existsSync(path))
      .flatMap((path) => readExchanges(path).map(keyOf)),
  );
  const all = readExchanges(stockInstructions);
  const drawn = shuffle(SEED, 0, all.length).map((i) => all[i]!);
  const isSeen = (pair: ScoredPair) => seen.has(keyOf(pair));
  const unseen = drawn.filter((pair) => !isSeen(pair)).slice(0, INSTRUCTIONS);
  const pairs = [...unseen, ...drawn.filter(isSeen).slice(0, INSTRUCTIONS - unseen.length)];
  return { pairs, unseen: unseen.length };
}

/** First exchanges alone: later ones need what went before. */
function readExchanges(path: string): ScoredPair[] {
  return readInstructions(path).flatMap((instruction) => {
    const [first, second] = turnsOf(instruction);
    const isExchange = first?.role === 'user' && second?.role === 'assistant';
    return isExchange ? [{ question: first.content, answer: second.content }] : [];
  });
}

function keyOf({ question, answer }: ScoredPair): string {
  return `${question}\n\n${answer}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
