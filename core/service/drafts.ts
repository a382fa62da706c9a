import { AppError } from '../errors.ts';
import type { QuestionDraftRow, Store } from '../store/index.ts';
import type { Draft, DraftHint, DraftListInput, DraftReviewInput, Rectangle, Slice, SuiteFile } from './contract.ts';
import type { CallContext, Methods } from './methods.ts';
import { findSuite, requireOwnSuite } from './suites.ts';

export const draftMethods: Methods<'draft.list' | 'draft.review' | 'draft.suite'> = {
  'draft.list': list,
  'draft.review': review,
  'draft.suite': ({ suite }, { host: { store } }): SuiteFile => {
    const { name, questions } = findSuite(store, suite);
    return { suite: name, questions };
  },
};

function list(input: DraftListInput, { host: { store } }: CallContext): Slice<Draft> {
  const { offset = 0, limit = 100, state } = input;
  requireOwnSuite(store, input.suite);
  const drafts = store.questionDrafts.list(input.suite).filter((row) => state === undefined || row.state === state);
  return { total: drafts.length, items: drafts.slice(offset, offset + limit).map((row) => draftOf(store, row)) };
}

/** @throws AppError `service/bad-request` for a question or an answer without words that is to count. */
function review({ draft: id, action, ...words }: DraftReviewInput, { host: { store } }: CallContext): Draft {
  const { madeBy } = store.questionDrafts.require(id);
  const made = { question: madeBy.question, answer: madeBy.answer };
  const text = action === 'edit' ? trimmed({ ...made, ...words }) : made;
  if ((action === 'edit' || action === 'accept') && (text.question === '' || text.answer === '')) {
    throw new AppError('service/bad-request', 'A question that counts needs a question and an answer.', {
      hint: 'Edit it, or reject it.',
    });
  }
  const reviewedAt = action === 'wait' ? null : new Date().toISOString();
  store.questionDrafts.update(id, { ...text, state: states[action], reviewedAt });
  return draftOf(store, store.questionDrafts.require(id));
}

const states = { accept: 'accepted', edit: 'edited', reject: 'rejected', wait: 'waiting' } as const;

function trimmed({ question, answer }: { readonly question: string; readonly answer: string }) {
  return { question: question.trim(), answer: answer.trim() };
}

function draftOf(store: Store, row: QuestionDraftRow): Draft {
  const { id, suite, seq, manualId, page, context, question, answer, state, madeBy, reviewedAt } = row;
  return {
    id,
    suite,
    index: seq,
    manual: manualId,
    page: page === 0 ? null : page,
    context,
    rectangles: rectanglesOf(store, row),
    question,
    answer,
    state,
    hints: row.hints as readonly DraftHint[],
    made: { by: madeBy.name, question: madeBy.question, answer: madeBy.answer },
    reviewedAt,
  };
}

/** Where the passage lies; nowhere once the manual is gone or was cut otherwise. */
function rectanglesOf(store: Store, { manualId, context, madeBy }: QuestionDraftRow): readonly Rectangle[] {
  if (manualId === null || madeBy.passage === undefined) return [];
  const passage = store.passages.at(manualId, madeBy.passage);
  return passage?.text === context ? passage.rectangles : [];
}
