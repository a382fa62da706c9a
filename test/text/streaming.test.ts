import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetokenizer, createStopMatcher } from '../../core/text/index.ts';
import { textFixture, tokenizerOf } from './fixture.ts';

describe.each(['smollm', 'sentencepiece'])('a detokenizer over tiny %s', (name) => {
  const tokenizer = tokenizerOf(textFixture(`tiny-${name}`).metadata);
  const stream = (ids: readonly number[]) => {
    const detokenizer = createDetokenizer(tokenizer);
    return [...ids.map((id) => detokenizer.push(id)), detokenizer.flush()];
  };

  it('gives pieces that add up to the decoded whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const ids = tokenizer.encode(text);
        expect(stream(ids).join('')).toBe(tokenizer.decode(ids));
      }),
    );
  });

  it('holds an incomplete character back until its last byte', () => {
    const ids = tokenizer.encode('👍');
    expect(ids.length).toBeGreaterThan(1);
    const pieces = stream(ids);
    expect(pieces.filter((piece) => piece.includes('\uFFFD'))).toEqual([]);
    expect(pieces.at(-2)).toBe('👍');
  });

  it('gives an incomplete character as U+FFFD at the end', () => {
    const pieces = stream(tokenizer.encode('👍').slice(0, -1));
    expect(pieces.slice(0, -1).join('')).toBe('');
    expect(pieces.at(-1)).toMatch(/^\uFFFD+$/);
  });

  it('leaves special tokens out', () => {
    expect(stream([...tokenizer.encode('a b'), tokenizer.eosId]).join('')).toBe('a b');
  });
});

describe('a stop matcher', () => {
  it('gives text before a stop string, and nothing after it', () => {
    const matcher = createStopMatcher(['###']);
    expect(matcher.push('Answer.#')).toEqual({ text: 'Answer.', stopped: false });
    expect(matcher.push('## Instruction')).toEqual({ text: '', stopped: true });
    expect(matcher.push('more')).toEqual({ text: '', stopped: true });
    expect(matcher.flush()).toBe('');
  });

  it('gives back what only looked like a stop string', () => {
    const matcher = createStopMatcher(['###']);
    expect(matcher.push('a ##')).toEqual({ text: 'a ', stopped: false });
    expect(matcher.push('b')).toEqual({ text: '##b', stopped: false });
    expect(matcher.push('#').text + matcher.flush()).toBe('#');
  });

  it('ignores empty stop strings', () => {
    expect(createStopMatcher(['']).push('abc')).toEqual({ text: 'abc', stopped: false });
  });

  it('gives the same however the text is cut', () => {
    const alphabet = fc.string({ unit: fc.constantFrom('a', 'b', '#'), maxLength: 20 });
    const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '#'), minLength: 1, maxLength: 4 }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(alphabet), stops, (pieces, stopList) => {
        const whole = pieces.join('');
        const at = stopList.map((stop) => whole.indexOf(stop)).filter((i) => i !== -1);
        const expected = at.length === 0 ? whole : whole.slice(0, Math.min(...at));
        const matcher = createStopMatcher(stopList);
        const shown = pieces.map((piece) => matcher.push(piece).text).join('') + matcher.flush();
        expect(shown).toBe(expected);
      }),
    );
  });
});
