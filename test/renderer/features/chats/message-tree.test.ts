import { describe, expect, it } from 'vitest';
import { branchOf, detailsOf, unansweredQuestion } from '../../../../renderer/features/chats/message-tree.ts';
import { message } from './invented.ts';

const messages = [
  message('q1', null),
  message('a1', 'q1'),
  message('q2', 'a1'),
  message('a2', 'q2'),
  message('q2b', 'a1'),
  message('a3', 'q2b'),
  message('a4', 'q2b'),
];
const ids = (chosen: readonly (readonly [string, string])[] = []) =>
  branchOf(messages, new Map(chosen)).map((placed) => placed.message.id);

describe('a branch', () => {
  it('follows what was written last at each fork', () => {
    expect(ids()).toEqual(['q1', 'a1', 'q2b', 'a4']);
  });

  it('follows what was chosen instead, and the newest below it', () => {
    expect(ids([['a1', 'q2']])).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(ids([['q2b', 'a3']])).toEqual(['q1', 'a1', 'q2b', 'a3']);
  });

  it('names what could stand at each place', () => {
    const branch = branchOf(messages, new Map());
    expect(branch.map(({ siblings }) => siblings)).toEqual([['q1'], ['a1'], ['q2', 'q2b'], ['a3', 'a4']]);
  });

  it('passes over a choice that is no longer there, and ends where messages run in a circle', () => {
    expect(ids([['a1', 'gone']])).toEqual(['q1', 'a1', 'q2b', 'a4']);
    expect(branchOf([message('q1', null), message('a1', 'q1'), message('q1', 'a1')], new Map())).toHaveLength(3);
  });
});

describe('a question without an answer', () => {
  it('is found by its text and the message before it', () => {
    const asked = message('q3', 'a4', { content: 'Why?' });
    expect(unansweredQuestion([...messages, asked], 'a4', 'Why?')?.id).toBe('q3');
    expect(unansweredQuestion([...messages, asked, message('a5', 'q3')], 'a4', 'Why?')).toBeUndefined();
    expect(unansweredQuestion([...messages, asked], 'a2', 'Why?')).toBeUndefined();
  });
});

describe('what an answer tells of itself', () => {
  it('is taken over only where it is what it should be', () => {
    const details = { tokens: 12, seconds: 'soon', support: 'context', finish: 'burnt', read: 1, system: 'base' };
    expect(detailsOf(message('a1', 'q1', { details }))).toEqual({ tokens: 12, support: 'context', read: 1 });
    expect(detailsOf(message('a1', 'q1'))).toEqual({});
  });
});
