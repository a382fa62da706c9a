import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Draft, DraftReviewInput, SuiteSummary } from '../../core/service/index.ts';
import { temporaryFolder } from '../store/temporary-home.ts';
import { type Answers, runWith } from './fake.ts';

const summary: SuiteSummary = {
  name: 'pumps',
  kind: 'own',
  questions: 1,
  waiting: 2,
  accepted: 1,
  edited: 0,
  rejected: 0,
  manual: 'man_1',
  createdAt: '2026-01-01T00:00:00.000Z',
};

function draft(index: number, more: Partial<Draft> = {}): Draft {
  return {
    id: `drf_${index}`,
    suite: 'pumps',
    index,
    manual: 'man_1',
    page: 3,
    context: 'Press the red button.',
    rectangles: [],
    question: `Question ${index}?`,
    answer: `Answer ${index}.`,
    state: 'waiting',
    hints: [],
    made: { by: 'm', question: '', answer: '' },
    reviewedAt: null,
    ...more,
  };
}

/** A suite of three questions whose reviews are told. */
function reviewed(drafts = [0, 1, 2].map((i) => draft(i))) {
  const decisions: DraftReviewInput[] = [];
  const answers: Answers = {
    'draft.list': { total: drafts.length, items: drafts },
    'draft.review': (input) => {
      decisions.push(input);
      return drafts[0]!;
    },
  };
  return { decisions, answers };
}

describe('suites', () => {
  it('are made by a model of this home or by an endpoint, whose key comes from the environment', async () => {
    const answers: Answers = { 'draft.make': summary };
    const inputs = async (...args: string[]) =>
      (await runWith(['suites', 'make', 'pump.pdf', ...args], answers)).calls.map(({ input }) => input);
    expect(await inputs()).toEqual([{ manual: 'pump.pdf' }]);
    expect(
      await inputs('--model', 'Pump bot', '--count', '7', '--seed', '3', '--suite', 's', '--device', 'cpu'),
    ).toEqual([{ manual: 'pump.pdf', model: 'Pump bot', count: 7, seed: 3, suite: 's', device: 'cpu' }]);
    expect(await inputs('--temperature', '0.3', '--top-p', '0.5', '--max-new-tokens', '300')).toEqual([
      { manual: 'pump.pdf', temperature: 0.3, topP: 0.5, maxNewTokens: 300 },
    ]);
    vi.stubEnv('STOCKPOT_ENDPOINT_KEY', 'k');
    const endpoint = { url: 'http://127.0.0.1:8080/v1', model: 'big', key: 'k' };
    expect(await inputs('--endpoint', endpoint.url, '--model', 'big')).toEqual([{ manual: 'pump.pdf', endpoint }]);
    vi.unstubAllEnvs();
    const unnamed = await runWith(['suites', 'make', 'pump.pdf', '--endpoint', endpoint.url], answers);
    expect([unnamed.code, unnamed.calls.length]).toEqual([2, 0]);
  });

  it('are listed with what waits, imported and removed', async () => {
    const list = await runWith(['suites'], { 'suite.list': [summary] });
    expect(list.stdout).toMatch(/pumps +yours +1 +2/);
    const imported = await runWith(['suites', 'import', 'q.json', '--name', 'taps'], { 'suite.import': summary });
    expect(imported.calls[0]!.input).toEqual({ path: 'q.json', name: 'taps' });
    const about = await runWith(['suites', 'import', 'q.json', '--manual', 'Pump'], { 'suite.import': summary });
    expect(about.calls[0]!.input).toEqual({ path: 'q.json', manual: 'Pump' });
    const removed = await runWith(['suites', 'remove', 'pumps', '--json'], { 'suite.remove': { removed: 'pumps' } });
    expect(JSON.parse(removed.stdout)).toEqual({ removed: 'pumps' });
  });

  it('are written to a new file, as questions or as records to train on', async () => {
    const folder = temporaryFolder();
    const questions = [{ question: 'How?', answer: 'So.', page: 3 }];
    const answers: Answers = { 'draft.suite': { suite: 'pumps', questions } };
    const path = join(folder, 'pumps.json');
    const ran = await runWith(['suites', 'export', 'pumps', path, '--json'], answers);
    expect(JSON.parse(ran.stdout)).toEqual({ suite: 'pumps', questions: 1, path });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(questions);
    const again = await runWith(['suites', 'export', 'pumps', path, '--json'], answers);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'store/conflict' } });

    const records = join(folder, 'train.json');
    await runWith(['suites', 'export', 'pumps', records, '--alpaca'], answers);
    expect(JSON.parse(readFileSync(records, 'utf8'))).toEqual([{ instruction: 'How?', output: 'So.' }]);
    expect(existsSync(join(folder, 'other.json'))).toBe(false);
  });
});

describe('the review of made questions', () => {
  const review = (answers: Answers, lines: readonly string[]) =>
    runWith(['suites', 'review', 'pumps'], answers, { lines });

  it('shows each beside its passage, with what to look at, and does what is typed', async () => {
    const drafts = [draft(0, { hints: ['duplicate'] }), draft(1), draft(2), draft(3, { state: 'accepted' })];
    const { decisions, answers } = reviewed(drafts);
    const ran = await review(answers, ['accept', 'e', '', 'Better.', 'R']);
    expect(ran.stdout).toContain('1 of 3, page 3\nPress the red button.\n\n  Question: Question 0?');
    expect(ran.stdout).toContain('Look: another question asks the same');
    expect(decisions).toEqual([
      { draft: 'drf_0', action: 'accept' },
      { draft: 'drf_1', action: 'edit', question: 'Question 1?', answer: 'Better.' },
      { draft: 'drf_2', action: 'reject' },
    ]);
    expect(ran.stdout).toContain('"pumps": 1 questions count, 3 wait, 0 are rejected.');
  });

  it('can be taken back, skipped, and left', async () => {
    const { decisions, answers } = reviewed();
    await review(answers, ['a', 'u', 'r', 's', 'what?', 'q', 'a']);
    expect(decisions).toEqual([
      { draft: 'drf_0', action: 'accept' },
      { draft: 'drf_0', action: 'wait' },
      { draft: 'drf_0', action: 'reject' },
    ]);
  });

  it('ends with its input', async () => {
    const { decisions, answers } = reviewed();
    expect((await review(answers, ['a'])).code).toBe(0);
    expect(decisions).toHaveLength(1);
  });

  it('takes decisions from a script, and tells of every question as JSON', async () => {
    const { decisions, answers } = reviewed();
    const args = ['--accept', 'drf_0', 'drf_1', '--edit', 'drf_2', '--answer', 'Better.', '--json'];
    const ran = await runWith(['suites', 'review', 'pumps', ...args], answers);
    expect(decisions).toEqual([
      { draft: 'drf_0', action: 'accept' },
      { draft: 'drf_1', action: 'accept' },
      { draft: 'drf_2', action: 'edit', answer: 'Better.' },
    ]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ suite: 'pumps', drafts: [{ id: 'drf_0' }, {}, {}] });
    const unnamed = await runWith(['suites', 'review', 'pumps', '--answer', 'Better.'], answers);
    expect(unnamed.code).toBe(2);
  });
});
