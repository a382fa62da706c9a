import { describe, expect, it } from 'vitest';
import { type Found, findSupport, wordsNeeded } from '../../core/chat/index.ts';

const passages: readonly Found[] = [
  { page: 3, text: 'Turn the pump off before you open the housing.', headings: ['Safety'] },
  { page: 9, text: 'Use capital letters in the name of a setting.', headings: [] },
];
const all = () => passages;

describe('the support of an answer', () => {
  it('is the passages found, when one of them holds enough of the question', () => {
    expect(findSupport('How do I open the housing of the pump?', all, 3).map(({ page }) => page)).toEqual([3, 9]);
  });

  it('finds words in another form', () => {
    expect(findSupport('Which settings need capitals letters named?', all, 3)).not.toEqual([]);
  });

  it('counts the headings that a passage stands under', () => {
    expect(findSupport('safety of pumps', all, 3)).not.toEqual([]);
  });

  it('is nothing when the manual shares only a common word', () => {
    expect(findSupport('What is the capital of France?', all, 3)).toEqual([]);
  });

  it('is nothing for a question without words, and does not search', () => {
    const never = () => {
      throw new Error('searched');
    };
    expect(findSupport('??', never, 3)).toEqual([]);
  });

  it('asks for one word of one, two of two to four, half of more', () => {
    expect([1, 2, 3, 4, 5, 6].map(wordsNeeded)).toEqual([1, 2, 2, 2, 3, 3]);
  });
});
