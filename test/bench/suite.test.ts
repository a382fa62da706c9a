import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { builtInSuites, readSuite } from '../../core/bench/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-suite-'));
afterAll(() => rmSync(folder, { recursive: true }));

function suiteFile(content: unknown): string {
  const path = join(folder, 'mine.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('reading a suite', () => {
  test('keeps question, answer, context and page, and names the suite after its file', () => {
    const suite = readSuite(suiteFile([{ question: ' How? ', answer: 'So.', context: 'It is so.', page: 3 }]));
    expect(suite.name).toBe('mine');
    expect(suite.questions).toEqual([{ question: 'How?', answer: 'So.', context: 'It is so.', page: 3 }]);
  });

  test("reads Alpaca's fields, the input after the instruction", () => {
    const suite = readSuite(
      suiteFile([
        { instruction: 'Add.', input: '1 and 2', output: '3' },
        { instruction: 'Greet.', input: '', output: 'The correct answer is hello' },
        { instruction: 'Part.', output: 'Say bye', answer: 'bye' },
      ]),
    );
    expect(suite.questions).toEqual([
      { question: 'Add.\n\n1 and 2', answer: '3' },
      { question: 'Greet.', answer: 'hello' },
      { question: 'Part.', answer: 'bye' },
    ]);
  });

  test("reads GSM-Hard's questions and numbers, one a line", () => {
    const suite = readSuite('test/fixtures/bench/gsm-hard.jsonl');
    expect([suite.name, suite.task]).toEqual(['gsm-hard', 'gsm-hard']);
    expect(suite.questions).toHaveLength(4);
    expect(suite.questions[2]).toEqual({
      question:
        'A shop sells 3 lamps for $48.75 each and 214,559 candles for $1.20 each. How many dollars does it take in?',
      answer: '257617.05',
      program: 'def solution():\n    result = 3 * 48.75 + 214559 * 1.2\n    return result',
    });
  });

  test('says where GSM-Hard comes from', () => {
    expect(() => readSuite('gsm-hard')).toThrow(
      expect.objectContaining({
        code: 'bench/bad-suite',
        hint: expect.stringMatching(/MIT.*reasoning-machines\/gsm-hard/),
      }),
    );
  });

  test('changes its hash with every byte of the file', () => {
    const one = readSuite(suiteFile('[{"question":"q","answer":"a"}]'));
    const other = readSuite(suiteFile('[{"question":"q","answer":"a"} ]'));
    expect(one.questions).toEqual(other.questions);
    expect(one.sha256).not.toBe(other.sha256);
  });

  test.each([
    ['not JSON', '[{', /not JSON/],
    ['an object', { suite: [] }, /an object/],
    ['a target that is no number', [{ input: 'q', target: '3' }], /record 1 .*"target" is a string, not a number/i],
    ['a BioASQ file without factoid questions', { questions: [{ type: 'yesno' }] }, /no factoid .*1 of type yesno/],
    ['an empty list', [], /no questions/],
    ['a record without an answer', [{ question: 'q', answer: 'a' }, { question: 'q' }], /Record 2 .*"answer"/],
    ['a record without a question', [{ answer: 'a' }], /Record 1 .*"question"/],
    ['a blank answer', [{ question: 'q', answer: '  ' }], /Record 1 .*"answer"/],
    ['a record that is text', ['q'], /Record 1 .*a string/],
    ['a number as question', [{ question: 4, answer: 'a' }], /Record 1 .*"question" is a number/],
    ['a page counted from 0', [{ question: 'q', answer: 'a', page: 0 }], /Record 1 .*page number/],
  ])('refuses %s, naming what is wrong', (_, content, message) => {
    const path = suiteFile(content);
    expect(() => readSuite(path)).toThrow(expect.objectContaining({ code: 'bench/bad-suite' }));
    expect(() => readSuite(path)).toThrow(message as RegExp);
  });

  test('says which suites are built in when a name is unknown', () => {
    expect(() => readSuite('no-such-suite')).toThrow(
      expect.objectContaining({ code: 'bench/bad-suite', hint: expect.stringContaining('game-manual') }),
    );
  });
});

test('the built-in game manual has the paper’s 50 questions, references without their lead-in', () => {
  expect(builtInSuites()).toContain('game-manual');
  const suite = readSuite('game-manual');
  const records = JSON.parse(readFileSync(new URL('../../resources/suites/game-manual.json', import.meta.url), 'utf8'));
  expect(suite.questions).toHaveLength(50);
  for (const [i, question] of suite.questions.entries()) {
    expect(records[i].output).toBe(`The correct answer is ${records[i].answer}`);
    expect(question.answer).toBe(records[i].answer.trim());
    expect(question.context).toBe(records[i].context.trim());
  }
});
