import { describe, expect, it } from 'vitest';
import { hintsFor } from '../../../core/bench/drafts/hints.ts';
import { answerIn, answerPrompt, messageOf, questionIn, questionPrompt } from '../../../core/bench/drafts/prompts.ts';
import { spreadOver } from '../../../core/bench/drafts/spread.ts';

describe('the prompts of made questions', () => {
  it('put the passage, and for an answer the question, below what the paper says', () => {
    const question = messageOf(questionPrompt('The pump holds 3 litres.'));
    expect(question).toMatch(/^You are an expert in generating questions\. .*\n\nContext: The pump holds 3 litres\.$/);
    const answer = messageOf(answerPrompt('The pump holds 3 litres.', 'How much does it hold?'));
    expect(answer).toMatch(
      /exact answer\.\n\nContext: The pump holds 3 litres\.\n\nQuestion: How much does it hold\?$/,
    );
  });

  it.each([
    ['What is it?', 'What is it?'],
    ['Question: What is it?\nAnswer: A pump.', 'What is it?'],
    ['**Question:** What is it?', 'What is it?'],
    ['1. What is it?\n2. Why?', 'What is it?'],
    ['"What is it?"\n\nThe answer is a pump.', 'What is it?'],
    ['\n\n  What is 3.5 of it?', 'What is 3.5 of it?'],
    ['', ''],
  ])('take the question out of %j', (written, question) => {
    expect(questionIn(written)).toBe(question);
  });

  it.each([
    ['A pump.', 'A pump.'],
    ['Answer: A pump\nof steel.', 'A pump of steel.'],
    ['**A pump.**', 'A pump.'],
    ['"A pump."', 'A pump.'],
    ['A pump.\nQuestion: What else?', 'A pump.'],
    ['3.5 litres', '3.5 litres'],
    ['', ''],
  ])('take the answer out of %j', (written, answer) => {
    expect(answerIn(written)).toBe(answer);
  });
});

describe('hints', () => {
  const context =
    'The pump P-100 holds 1,500 litres of water. Its filters are cleaned each week by a trained operator.';
  const hints = (question: string, answer: string, earlier: readonly string[] = []) =>
    hintsFor({ question, answer, context }, earlier);

  it('are none for a question that can be answered from the passage', () => {
    expect(hints('How much water does P-100 hold?', '1,500 litres')).toEqual([]);
    expect(hints('Who cleans the filters?', 'A trained operator cleans the filter every week.')).toEqual([]);
    expect(hints('How much does it hold?', 'It holds 1500 litres.')).toEqual([]);
  });

  it('tell of an answer that the passage does not hold', () => {
    expect(hints('How much water does it hold?', '1,400 litres')).toEqual(['not-in-passage']);
    expect(hints('What colour is it?', 'Bright yellow with red stripes')).toEqual(['not-in-passage']);
  });

  it('tell of a question that was there before, whatever the order of its words', () => {
    const before = ['How much water does the P-100 hold?'];
    expect(hints('How much water does P-100 hold?', '1,500 litres', before)).toEqual(['duplicate']);
    expect(hints('How often are filters cleaned?', 'Each week', before)).toEqual([]);
  });

  it('tell of what is too long, speaks of the passage, gives its answer away, or is empty', () => {
    expect(hints('Who?', 'A trained operator. Filters are cleaned each week.')).toEqual(['too-long']);
    expect(hints(`Who ${'really '.repeat(40)}cleans?`, 'operator')).toEqual(['too-long']);
    expect(hints('What does the given passage say of filters?', 'Cleaned each week')).toEqual(['names-passage']);
    expect(hints('According to the text, who cleans?', 'A trained operator')).toEqual(['names-passage']);
    expect(hints('Do filters of P-100 hold water?', 'P-100')).toEqual(['gives-answer']);
    expect(hints('The filters are cleaned by whom', 'A trained operator')).toEqual(['not-a-question']);
    expect(hints('', 'Water')).toEqual(['empty']);
    expect(hints('Why?', ' ')).toEqual(['empty']);
  });
});

describe('passages to ask about', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');
  const passages = [1, 1, 1, 2, 2, 3, 3, 4, 4, 4].map((page) => ({ page, text: words(20) }));
  const pagesOf = (count: number, seed = 0) => spreadOver(passages, { count, seed }).map((i) => passages[i]!.page);

  it('come from all pages alike', () => {
    expect(pagesOf(4)).toEqual([1, 2, 3, 4]);
    expect(pagesOf(2)).toEqual([2, 4]);
    expect(pagesOf(9)).toEqual([1, 1, 2, 2, 3, 3, 3, 4, 4]);
  });

  it('are taken once each before any is taken again', () => {
    const picked = spreadOver(passages, { count: 8, seed: 5 });
    expect(new Set(picked).size).toBe(8);
    expect(spreadOver([passages[0]!], { count: 3, seed: 0 })).toEqual([0, 0, 0]);
  });

  it('are the same for the same seed, and others for another one', () => {
    const picked = (seed: number) => spreadOver(passages, { count: 4, seed });
    expect(picked(3)).toEqual(picked(3));
    expect(new Set([0, 1, 2, 3, 4].map((seed) => picked(seed).join())).size).toBeGreaterThan(1);
  });

  it('are not headings, unless there is nothing else', () => {
    const some = [{ page: 1, text: 'A heading' }, ...passages];
    expect(spreadOver(some, { count: 11, seed: 1 })).not.toContain(0);
    expect(spreadOver([{ page: 1, text: 'A heading' }], { count: 1, seed: 0 })).toEqual([0]);
    expect(() => spreadOver([], { count: 1, seed: 0 })).toThrow(expect.objectContaining({ code: 'manual/no-text' }));
  });
});
