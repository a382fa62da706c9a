import { describe, expect, it } from 'vitest';
import {
  certaintyOf,
  cleanLines,
  fragmentsOf,
  mainText,
  type RecognisedLine,
} from '../../../core/manual/ocr/recognised-page.ts';

/** Words of one line, ten points a letter apart from `size`, each with its certainty. */
function line(
  words: readonly (readonly [text: string, confidence: number])[],
  size = 11,
  letterWidth = 5,
): RecognisedLine {
  let x = 72;
  return {
    angle: 0,
    baseline: 100,
    size,
    words: words.map(([text, confidence]) => {
      const width = text.length * letterWidth;
      const word = { text, confidence, x, width };
      x += width + letterWidth;
      return word;
    }),
  };
}

const texts = (lines: readonly RecognisedLine[]) => lines.map(({ words }) => words.map(({ text }) => text).join(' '));

describe('what was recognised', () => {
  it('is as certain as its letters are, however many specks there are', () => {
    expect(
      certaintyOf([
        line([
          ['pump', 90],
          ['on', 60],
          ['~', 0],
          ['.', 5],
        ]),
      ]),
    ).toBe(80);
    expect(certaintyOf([])).toBe(0);
    expect(certaintyOf([line([['~', 99]])])).toBe(0);
  });

  it('loses specks, drawings and words that are a mere guess, and lines of nothing else', () => {
    const lines = [
      line([
        ['~', 20],
        ['Press', 96],
        ['xq', 10],
        ['it.', 90],
        ['|', 40],
      ]),
      line([
        ['~~', 30],
        ['--', 90],
      ]),
      line([
        ['a', 96],
        ['–', 90],
        ['b', 96],
      ]),
    ];
    expect(texts(cleanLines(lines))).toEqual(['Press it.', 'a – b']);
  });

  it('has bullets where the recognition, which knows none, saw another sign', () => {
    const lines = [
      line([
        ['«', 30],
        ['Switch', 96],
      ]),
      line([
        ['e', 40],
        ['Pull', 96],
      ]),
      line([
        ['e', 95],
        ['mail', 96],
      ]),
      line([['©', 20]]),
    ];
    expect(texts(cleanLines(lines))).toEqual(['• Switch', '• Pull', 'e mail']);
  });

  it('has one size of main text, and others only where height and width of the letters agree', () => {
    const body = line([['The pump runs until the tank is full', 96]]);
    const noisy = line([['and lets the water out of the filter', 96]], 14);
    const capitals = line([['STOP THE PUMP', 96]], 11, 6.5);
    const heading = line([['Cleaning', 96]], 16, 7.3);
    const note = line([['See the last page', 96]], 8, 3.6);
    const pages = [{ lines: [body, body, noisy, capitals, heading, note] }];
    const main = mainText(pages);
    expect(main).toEqual({ size: 11, letterWidth: 5 });
    const sizes = pages[0]!.lines.map((one) => fragmentsOf({ lines: [one] }, main)[0]!.size);
    expect(sizes).toEqual([11, 11, 11, 11, 16, 8]);
  });

  it('is laid out where it stands, a line that runs down the page too', () => {
    const down: RecognisedLine = { ...line([['Down', 96]]), angle: 90, baseline: -300 };
    const [fragment] = fragmentsOf({ lines: [down] }, { size: 11, letterWidth: 5 });
    expect(fragment).toMatchObject({ text: 'Down', x: 72, baseline: -300, width: 20, angle: 90 });
  });
});
