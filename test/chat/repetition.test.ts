import { describe, expect, it } from 'vitest';
import { createRepetitionGuard } from '../../core/chat/repetition.ts';

/** What a guard lets through, fed in pieces of a size. */
function shown(text: string, size: number): { text: string; stopped: boolean } {
  const guard = createRepetitionGuard();
  let out = '';
  for (let at = 0; at < text.length; at += size) {
    const { text: piece, stopped } = guard.push(text.slice(at, at + size));
    out += piece;
    if (stopped) return { text: out, stopped };
  }
  return { text: out + guard.flush(), stopped: false };
}

describe.each([1, 3, 7, 1000])('a repetition guard, fed %i characters at a time', (size) => {
  it('ends an answer before a sentence that was written already', () => {
    const answer =
      'Clean the filter every month. Then dry it well. Clean the filter every month. Then dry it well. Clean';
    const { text, stopped } = shown(answer, size);
    expect(text.trimEnd()).toBe('Clean the filter every month. Then dry it well.');
    expect(stopped).toBe(true);
  });

  it('ends a loop of lines', () => {
    expect(shown('Select the image type.\n\nSelect the image type.\n\nSelect', size).text.trim()).toBe(
      'Select the image type.',
    );
  });

  it('leaves text alone that only begins alike, and numbers, and short answers', () => {
    for (const text of [
      'Press the red button once. Press the red button twice.',
      'It weighs 1.5 kg and needs 2.5 V. It weighs 1.5 kg and needs 2.5 A.',
      'Yes. Yes. No.',
      'One line\nand another line of text\n',
      '',
    ])
      expect(shown(text, size)).toEqual({ text, stopped: false });
  });

  it('drops the beginning of a repetition that the length cut off', () => {
    expect(shown('The pump has two hoses on top. The pump has two', size).text.trim()).toBe(
      'The pump has two hoses on top.',
    );
  });
});
