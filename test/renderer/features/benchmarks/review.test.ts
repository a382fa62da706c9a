import { describe, expect, test } from 'vitest';
import type { Draft, DraftReviewInput } from '../../../../core/service/contract.ts';
import { createReview } from '../../../../renderer/features/benchmarks/review.ts';
import { type ReviewKeyPress, reviewKey } from '../../../../renderer/features/benchmarks/review-keys.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const states = { accept: 'accepted', edit: 'edited', reject: 'rejected', wait: 'waiting' } as const;

function draft(index: number, state: Draft['state'] = 'waiting'): Draft {
  const made = { by: 'm', question: `Question ${index}?`, answer: `Answer ${index}.` };
  const { question, answer } = made;
  return {
    id: `drf_${index}`,
    suite: 'pumps',
    index,
    manual: 'man_1',
    page: 1,
    context: '',
    rectangles: [],
    question,
    answer,
    state,
    hints: [],
    made,
    reviewedAt: null,
  };
}

/** A host that keeps what is decided, and a review over it. */
async function reviewOf(kept: Draft[]) {
  const decisions: DraftReviewInput[] = [];
  const service = createFakeService({
    'draft.list': ({ offset = 0, limit = 100 }) => ({ total: kept.length, items: kept.slice(offset, offset + limit) }),
    'draft.review': (input) => {
      decisions.push(input);
      const index = kept.findIndex(({ id }) => id === input.draft);
      const { made } = kept[index]!;
      const words = input.action === 'edit' ? { question: input.question!, answer: input.answer! } : made;
      kept[index] = { ...kept[index]!, ...words, state: states[input.action] };
      return kept[index]!;
    },
  });
  const review = createReview(createFakeApp(service), 'pumps');
  await settled();
  return { service, review, decisions, now: () => review.getState() };
}

describe('the review of made questions', () => {
  test('begins at the first that waits, and goes to the next one after each decision', async () => {
    const { review, decisions, now } = await reviewOf([
      draft(0, 'accepted'),
      draft(1),
      draft(2),
      draft(3, 'rejected'),
      draft(4),
    ]);
    expect(now().at).toBe(1);
    await review.accept();
    expect(now().at).toBe(2);
    await review.reject();
    expect(now().at).toBe(4);
    expect(now().drafts!.map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'rejected',
      'waiting',
    ]);
    expect(decisions.map(({ draft: id, action }) => [id, action])).toEqual([
      ['drf_1', 'accept'],
      ['drf_2', 'reject'],
    ]);
    await review.accept();
    expect(now().at).toBe(4);
  });

  test('finds those that were passed over, from the beginning again', async () => {
    const { review, now } = await reviewOf([draft(0), draft(1), draft(2)]);
    review.go(2);
    await review.accept();
    expect(now().at).toBe(0);
    review.go(-5);
    expect(now().at).toBe(0);
    review.go(9);
    expect(now().at).toBe(2);
  });

  test('keeps changed words, and nothing of those that were left', async () => {
    const { review, decisions, now } = await reviewOf([draft(0), draft(1)]);
    review.edit();
    review.change({ answer: 'Other.' });
    review.leaveEdit();
    expect([now().editing, decisions]).toEqual([null, []]);
    review.edit();
    expect(now().editing).toEqual({ question: 'Question 0?', answer: 'Answer 0.' });
    review.change({ answer: 'Better.' });
    await review.saveEdit();
    expect(decisions).toEqual([{ draft: 'drf_0', action: 'edit', question: 'Question 0?', answer: 'Better.' }]);
    expect(now()).toMatchObject({ at: 1, editing: null });
  });

  test('takes decisions back one by one, to what was there before each', async () => {
    const edited = { ...draft(1, 'edited'), question: 'Mine?' };
    const { review, decisions, now } = await reviewOf([draft(0), edited, draft(2)]);
    await review.accept();
    review.go(1);
    await review.reject();
    expect(now().undoable).toBe(2);
    await review.undo();
    expect(now()).toMatchObject({ at: 1, undoable: 1 });
    expect(now().drafts![1]).toMatchObject({ state: 'edited', question: 'Mine?' });
    await review.undo();
    expect(now()).toMatchObject({ at: 0, undoable: 0 });
    expect(decisions.at(-1)).toEqual({ draft: 'drf_0', action: 'wait' });
    await review.undo();
    expect(decisions).toHaveLength(4);
  });

  test('decides one question at a time, however fast the keys come', async () => {
    const { review, decisions } = await reviewOf([draft(0), draft(1)]);
    await Promise.all([review.accept(), review.accept()]);
    expect(decisions).toHaveLength(1);
  });

  test('stays where it is when a decision fails', async () => {
    const { service, review, now } = await reviewOf([draft(0), draft(1)]);
    service.answer('draft.review', () => Promise.reject(new Error('torn')));
    await review.accept();
    expect(now()).toMatchObject({ at: 0, undoable: 0 });
    expect(now().drafts![0]!.state).toBe('waiting');
  });

  test('shows what is made meanwhile, without forgetting a decision', async () => {
    const kept = [draft(0)];
    const { service, review, now } = await reviewOf(kept);
    kept.push(draft(1));
    service.tell({ kind: 'changed', what: 'suites' });
    await review.accept();
    await settled();
    service.tell({ kind: 'changed', what: 'suites' });
    await settled();
    expect(now().drafts!.map(({ state }) => state)).toEqual(['accepted', 'waiting']);
  });

  test('reads long suites to their end', async () => {
    const { now } = await reviewOf(Array.from({ length: 2500 }, (_, i) => draft(i)));
    expect(now().drafts).toHaveLength(2500);
  });
});

describe('the keys of a review', () => {
  const press = (key: string, more: Partial<ReviewKeyPress> = {}): ReviewKeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    target: null,
    ...more,
  });

  test('decide where nothing is being written', () => {
    expect(['a', 'E', 'r', 'u', 'j', 'k', 'x'].map((key) => reviewKey(press(key), false))).toEqual([
      'accept',
      'edit',
      'reject',
      'undo',
      'next',
      'previous',
      null,
    ]);
    const field = { tagName: 'TEXTAREA' } as unknown as EventTarget;
    expect(reviewKey(press('a', { target: field }), false)).toBeNull();
    const inDialog = { tagName: 'BUTTON', closest: () => ({}) } as unknown as EventTarget;
    expect(reviewKey(press('a', { target: inDialog }), false)).toBeNull();
    expect(reviewKey(press('a', { ctrlKey: true }), false)).toBeNull();
  });

  test('decide once when they are held down, and only move on', () => {
    expect(reviewKey(press('a', { repeat: true }), false)).toBeNull();
    expect(reviewKey(press('j', { repeat: true }), false)).toBe('next');
  });

  test('keep or leave the words that are being changed', () => {
    expect(reviewKey(press('a'), true)).toBeNull();
    expect(reviewKey(press('Enter'), true)).toBeNull();
    expect(reviewKey(press('Enter', { metaKey: true }), true)).toBe('save');
    expect(reviewKey(press('Escape'), true)).toBe('leave');
  });
});
