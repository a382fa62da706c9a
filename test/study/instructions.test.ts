import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInstructions } from '../../core/study/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-study-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: unknown, name = 'data.json') {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readInstructions(path);
}

const alpaca = { instruction: 'Sort.', input: 'b a', output: 'a b' };
const shareGpt = {
  conversations: [
    { from: 'system', value: 'Be brief.' },
    { from: 'human', value: 'Hi' },
    { from: 'gpt', value: 'Hello' },
    { from: 'human', value: 'Bye' },
    { from: 'gpt', value: 'Goodbye' },
  ],
};
const openAi = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: 'Bye' },
    { role: 'assistant', content: 'Goodbye' },
  ],
};
const turns = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
  { role: 'user', content: 'Bye' },
  { role: 'assistant', content: 'Goodbye' },
];

describe('readInstructions', () => {
  it('reads Alpaca records, with and without an input', () => {
    expect(read([alpaca, { instruction: 'Greet.', input: '', output: 'Hello' }])).toEqual([
      alpaca,
      { instruction: 'Greet.', output: 'Hello' },
    ]);
  });

  it("reads MetaMathQA's queries and responses", () => {
    const record = { type: 'GSM_Rephrased', query: '1 + 1?', original_question: 'One and one?', response: 'It is 2.' };
    expect(read([record])).toEqual([{ instruction: '1 + 1?', output: 'It is 2.' }]);
    expect(() => read([record, { query: '1 + 2?' }])).toThrow(/record 2 has no "response" text/);
  });

  it('keeps the turns of ShareGPT and OpenAI conversations', () => {
    const expected = [{ instruction: 'Hi', output: 'Hello', turns }];
    expect(read([shareGpt])).toEqual(expected);
    expect(read(`${JSON.stringify(openAi)}\n`, 'data.jsonl')).toEqual(expected);
  });

  it('keeps the history and system message of an Alpaca record', () => {
    const record = { instruction: 'Bye', output: 'Goodbye', system: 'Be brief.', history: [['Hi', 'Hello']] };
    expect(read([record])).toEqual([{ instruction: 'Bye', output: 'Goodbye', turns }]);
  });

  it('reads JSON lines with a byte-order mark, blank lines and Windows line ends', () => {
    const text = `\uFEFF${JSON.stringify(alpaca)}\r\n\r\n${JSON.stringify(alpaca)}\r\n`;
    expect(read(text, 'data.jsonl')).toEqual([alpaca, alpaca]);
  });

  it('reads a single record spread over lines', () => {
    expect(read(JSON.stringify(alpaca, null, 2))).toEqual([alpaca]);
  });

  it.each([
    ['an empty file', ''],
    ['an empty list', '[]'],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'study/empty' }));
  });

  it.each<[string, unknown, RegExp]>([
    ['a record of no known format', [alpaca, { question: 'x' }], /record 2 has neither .*it has question/],
    ['a record that is no object', [alpaca, 'text'], /record 2 is no object/],
    ['a missing output', [{ instruction: 'x' }], /record 1 has no "output" text/],
    ['a blank instruction', [{ instruction: ' ', output: 'y' }], /record 1 has no "instruction" text/],
    ['an input that is no text', [{ ...alpaca, input: 3 }], /record 1 has an "input"/],
    ['a broken history', [{ ...alpaca, history: [['x']] }], /record 1 has a "history" whose entry 1/],
    ['an unknown speaker', [{ conversations: [{ from: 'tool', value: 'x' }] }], /record 1 .*turn 1 comes from "tool"/],
    ['an unknown role', [{ messages: [{ role: 'tool', content: 'x' }] }], /record 1 .*turn 1 has the role "tool"/],
    ['an image', [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }], /turn 1 has no "content" text/],
    ['an answer to nothing', [{ messages: [openAi.messages[2]] }], /turn 1 answers before anything was asked/],
    ['two questions in a row', [{ messages: [turns[1], turns[1]] }], /turn 2 is another one by the user/],
    ['a late system message', [{ messages: [turns[1], turns[0]] }], /turn 2 is a system message behind others/],
    ['no answer', [{ messages: [turns[1]] }], /record 1 .*without an answer/],
    ['a list that is no valid JSON', '[{"instruction": ', /no valid JSON/],
    ['a line that is no valid JSON', `${JSON.stringify(alpaca)}\n\n{oops`, /record 2 \(line 3\) is no valid JSON/],
  ])('names the record with %s', (_, content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code: 'study/bad-data', message: expect.stringMatching(message) }),
    );
  });

  it('says which file is missing', () => {
    expect(() => readInstructions(join(folder, 'nowhere.json'))).toThrow(
      expect.objectContaining({ code: 'study/bad-data', message: expect.stringContaining('nowhere.json') }),
    );
  });
});
