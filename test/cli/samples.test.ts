import { describe, expect, it } from 'vitest';
import type { RunSample } from '../../core/service/index.ts';
import { runWith } from './fake.ts';

type Answer = RunSample['answers'][number];
const answer = (system: string, said: string | null, more: Partial<Answer> = {}): Answer => {
  const unrated = { rating: null, note: '', citations: [], explanations: {}, answersUsed: {} };
  return { system, seed: 0, answer: said, scores: {}, ...unrated, ...more };
};
const sample = (index: number, more: Partial<RunSample>): RunSample => {
  return { index, question: 'How much oil?', reference: '2 l', mark: null, answers: [], verdicts: [], ...more };
};
const marked = sample(3, {
  mark: 'Both are wrong.',
  answers: [
    answer('base', 'one\nor two', { scores: { f1: 0.5, judge: null }, rating: 1.5, note: 'nearly' }),
    answer('ties', null, { scores: { f1: 0 } }),
  ],
});

describe('runs samples', () => {
  it('prints each question with every answer, its scores, mark and rating', async () => {
    const ran = await runWith(['runs', 'samples', 'run_1'], { 'run.samples': { total: 1, items: [marked] } });
    expect(ran.calls).toEqual([{ method: 'run.samples', input: { run: 'run_1' } }]);
    expect(ran.stdout).toBe(
      [
        'Question 3: How much oil?',
        'Reference: 2 l',
        'Marked: Both are wrong.',
        '  base: one',
        '    or two',
        '    f1 0.500, judge –; rated 1.5 (nearly)',
        '  ties: –',
        '    f1 0.000',
        '',
        '1 of 1 question',
        '',
      ].join('\n'),
    );
  });

  it('keeps to what is asked for, and says how to see the next ones', async () => {
    const args = ['--show', 'differing', '--query', 'oil', '--scorer', 'f1', '--limit', '1', '--offset', '2'];
    const answers = { 'run.samples': { total: 9, items: [sample(5, {})] } };
    const ran = await runWith(['runs', 'samples', 'run_1', ...args], answers);
    const input = { run: 'run_1', show: 'differing', query: 'oil', scorer: 'f1', limit: 1, offset: 2 };
    expect(ran.calls[0]!.input).toEqual(input);
    expect(ran.stdout).toContain('1 of 9 questions\nThe next ones: --offset 3\n');
    const wrong = await runWith(['runs', 'samples', 'run_1', '--show', 'all']);
    expect([wrong.code, wrong.calls]).toEqual([2, []]);
  });

  it('names the seed where there are several', async () => {
    const seeds = sample(0, { answers: [answer('base', 'a'), answer('base', 'b', { seed: 1 })] });
    const ran = await runWith(['runs', 'samples', 'run_1'], { 'run.samples': { total: 1, items: [seeds] } });
    expect(ran.stdout).toContain('  base, seed 0: a\n  base, seed 1: b\n');
  });

  it('gives scripts the part of the list as it is', async () => {
    const part = { total: 7, items: [marked] };
    const ran = await runWith(['runs', 'samples', 'run_1', '--json'], { 'run.samples': part });
    expect(JSON.parse(ran.stdout)).toEqual(part);
  });
});

describe('runs mark', () => {
  const mark = (...args: string[]) =>
    runWith(['runs', 'mark', 'run_1', ...args], { 'sample.mark': (input) => ({ ...input }) });

  it('marks a question by the number that runs samples shows, with a note or without, and takes it back', async () => {
    const noted = await mark('3', 'Both are wrong.');
    expect(noted.calls[0]!.input).toEqual({ run: 'run_1', index: 3, note: 'Both are wrong.' });
    expect(noted.stdout).toBe('Question 3 is marked.\n');
    expect((await mark('0')).calls[0]!.input).toEqual({ run: 'run_1', index: 0, note: '' });
    const back = await mark('3', '--remove', '--json');
    expect(JSON.parse(back.stdout)).toEqual({ run: 'run_1', index: 3, note: null });
  });

  it('refuses what is no number, and a note on a mark that is taken back', async () => {
    for (const args of [['first'], ['3', 'Why?', '--remove']]) {
      const ran = await mark(...args);
      expect([ran.code, ran.calls]).toEqual([2, []]);
    }
  });
});

describe('runs remove', () => {
  it('deletes the run that is named', async () => {
    const ran = await runWith(['runs', 'remove', 'run_1'], { 'run.remove': { removed: 'run_1' } });
    expect(ran.calls).toEqual([{ method: 'run.remove', input: { run: 'run_1' } }]);
    expect(ran.stdout).toBe('Removed run_1\n');
  });
});
