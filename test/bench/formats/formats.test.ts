import { describe, expect, it } from 'vitest';
import { formatText, type PromptFormat, promptFormats, writePrompt } from '../../../core/bench/formats/grammar.ts';
import {
  letterExamples,
  letterFormats,
  letterParts,
  letterQuestion,
  letterRecords,
  lettersSuite,
} from '../../../core/bench/formats/letters.ts';
import { commonWords } from '../../../core/bench/formats/words.ts';
import type { SuiteQuestion } from '../../../core/bench/suite.ts';

const format: PromptFormat = {
  number: 1,
  descriptor: 1,
  casing: 'upper',
  separator: ' - ',
  space: ' || ',
  option: { numbering: 'small letters', mark: '(#)' },
};
const parts = {
  instruction: 'Choose.',
  fields: [{ names: ['question', 'riddle'], text: 'What is red?' }],
  options: ['A rose', 'The sea'],
  answer: ['answer', 'reply'],
};

describe('a prompt format', () => {
  it('says what fields are called, what stands between them, and how options are marked', () => {
    expect(writePrompt(format, parts)).toBe('Choose. || RIDDLE - What is red? || (a) A rose || (b) The sea || REPLY -');
    const other = { ...format, descriptor: 0, casing: 'title', separator: ':\n', space: '\n\n' } as const;
    expect(writePrompt(other, { ...parts, options: [] })).toBe('Choose.\n\nQuestion:\nWhat is red?\n\nAnswer:');
  });

  it('is shown in one line, with its white space visible', () => {
    const other = { ...format, separator: ':\n', space: '\t' };
    expect(formatText(other, parts)).toBe('RIDDLE: ⏎ … ⇥ REPLY:');
    expect(formatText(format, parts)).toBe('RIDDLE - … || REPLY -');
  });
});

describe('formats drawn from the grammar', () => {
  it('are the same for the same seed, and do not change when more are asked for', () => {
    expect(promptFormats(7)).toEqual(promptFormats(7));
    expect(promptFormats(7, 20).slice(0, 10)).toEqual(promptFormats(7, 10));
    expect(promptFormats(8)).not.toEqual(promptFormats(7));
  });

  it('write the same example in as many ways', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [example] = letterExamples({ seed: 0, count: 1 });
      const written = promptFormats(seed, 30).map((one) => writePrompt(one, letterParts(example!)));
      expect(new Set(written).size).toBe(30);
    }
  });
});

describe('counted letters', () => {
  it('are counted right', () => {
    for (const { sentence, letter, count } of letterExamples({ seed: 1, count: 300 })) {
      let found = 0;
      for (const word of sentence.split(' ')) found += word.indexOf(letter) >= 0 ? 1 : 0;
      expect(count).toBe(found);
    }
  });

  it('have many answers, none of them in most examples', () => {
    const answers = letterExamples({ seed: 2, count: 1000 }).map(({ count }) => count);
    const shares = [0, 1, 2, 3, 4].map((answer) => answers.filter((count) => count === answer).length / 1000);
    for (const share of shares) expect(share).toBeGreaterThan(0.03);
    expect(Math.max(...shares)).toBeLessThan(0.4);
  });

  it('are the same for the same seed, all different, and no others when more are asked for', () => {
    const examples = letterExamples({ seed: 3, count: 50 });
    expect(letterExamples({ seed: 3, count: 80 }).slice(0, 50)).toEqual(examples);
    expect(new Set(examples.map((example) => JSON.stringify(example))).size).toBe(50);
    const seen = new Set(letterExamples({ seed: 4, count: 2000 }).map(({ sentence }) => sentence));
    expect(examples.filter(({ sentence }) => seen.has(sentence))).toEqual([]);
  });

  it('may be made of the words of a manual, if they are enough', () => {
    const [example] = letterExamples({ seed: 0, count: 1, words: ['Pump', 'valve'] });
    expect(example!.sentence).toMatch(/^(pump|valve)( (pump|valve)){3,7}$/);
    expect(() => letterExamples({ seed: 0, count: 10_000, words: ['Pump'] })).toThrow(/1 words give \d+ examples/);
    expect(new Set(commonWords).size).toBeGreaterThan(200);
  });

  it('become a suite by name, and records to train on', () => {
    const suite = lettersSuite('letters:3:5:40')!;
    expect(suite).toMatchObject({ name: 'letters:3:5:40', task: 'letters' });
    expect(suite.questions).toHaveLength(40);
    expect(suite.sha256).toBe(lettersSuite('letters:3:5:40')?.sha256);
    expect(suite.sha256).not.toBe(lettersSuite('letters:4:5:40')?.sha256);
    const [example] = letterExamples({ seed: 5, count: 1 });
    expect(suite.questions[0]).toEqual(letterQuestion(letterFormats[2]!, example!));
    expect(letterRecords(letterFormats[2]!, [example!])).toEqual([
      { instruction: suite.questions[0]!.question, output: suite.questions[0]!.answer },
    ]);
  });

  it('are listed where there is to be a choice', () => {
    const [{ question, answer }] = lettersSuite('letters:3:5:1:choices')!.questions as [SuiteQuestion];
    const plain = lettersSuite('letters:3:5:1')!.questions[0]!;
    expect(answer).toBe(plain.answer);
    expect(question.length).toBeGreaterThan(plain.question.length);
    expect(question).toContain(` ${answer}`);
  });

  it.each(['letters:11:0:5', 'letters:0:0:5', 'letters:1:0:0', 'letters:1:0', 'letters:x:0:5'])(
    'are refused by the name %s',
    (name) => {
      expect(() => lettersSuite(name)).toThrow(expect.objectContaining({ code: 'bench/bad-suite' }));
    },
  );

  it('are not meant by other names', () => {
    expect(lettersSuite('game-manual')).toBeUndefined();
  });
});
