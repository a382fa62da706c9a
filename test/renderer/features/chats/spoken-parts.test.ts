import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spokenParts } from '../../../../renderer/features/chats/spoken-parts.ts';

it('says whole sentences and lines, and the rest when the answer is whole', () => {
  const text = 'Open the lid first. Then take the filter out! Rinse it';
  expect(spokenParts(text, false)).toEqual(['Open the lid first.', 'Then take the filter out!']);
  expect(spokenParts(text, true)).toEqual(['Open the lid first.', 'Then take the filter out!', 'Rinse it']);
  expect(spokenParts('Steps:\n1. Open it.\n2. Close it.', true)).toEqual(['Steps:', '1. Open it.', '2. Close it.']);
  expect(spokenParts('先打开盖子。再取出滤网并用清水冲洗干净。', false)).toEqual([
    '先打开盖子。再取出滤网并用清水冲洗干净。',
  ]);
});

it('never takes back or changes a part that was said while the answer grows', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('word ', 'end. ', 'a.b ', '\n', 'longer sentence! ', '。')), (pieces) => {
      let text = '';
      let before: readonly string[] = [];
      for (const piece of pieces) {
        text += piece;
        const parts = spokenParts(text, false);
        expect(parts.slice(0, before.length)).toEqual(before);
        before = parts;
      }
      expect(spokenParts(text, true).join(' ').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
    }),
  );
});
