import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanCharacters,
  composeAccents,
  garbledShare,
  isImplausible,
  joinLines,
  vocabularyOf,
} from '../../../core/manual/layout/clean-text.ts';

/** A manual that parts words at line ends, as its own words tell. */
const parting = vocabularyOf([
  'the information is there, the data and the high pressure driven pump, a well-known tool',
  'we use infor-',
  'mation now',
]);
/** One that never does. */
const whole = vocabularyOf(['the data, the driven pump, a data-', 'driven tool']);

describe('cleanCharacters', () => {
  it('writes ligatures as letters and spaces as one space, and drops what is not seen', () => {
    expect(cleanCharacters('eﬃcient ﬂow\u00a0\u2009of\u200bﬁ\u00adbre\ufeff\u0007')).toBe('efficient flow offibre');
  });

  it('leaves no half of a surrogate pair and no control character, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanCharacters(text);
        expect(Buffer.from(clean).toString()).toBe(clean);
        expect([...clean].filter((character) => character < ' ' || character === '\u007f')).toEqual([]);
      }),
    );
  });
});

describe('joinLines', () => {
  it.each([
    ['parted', 'we need infor-', 'mation about it', 'we need information about it'],
    ['parted with a soft hyphen', 'unbe\u00ad', 'lievable', 'unbelievable'],
    ['written with a hyphen elsewhere', 'a well-', 'known tool', 'a well-known tool'],
    ['of two words that stand elsewhere', 'the high-', 'pressure pump', 'the high-pressure pump'],
    ['unknown', 'the cali-', 'bration', 'the calibration'],
    ['a name of two', 'like Gimp-', 'Print', 'like Gimp-Print'],
    ['in capitals', 'WARRANTIES ARE DIS-', 'CLAIMED', 'WARRANTIES ARE DISCLAIMED'],
    ['an address', 'see http://www.sane-', 'project.org now', 'see http://www.sane-project.org now'],
    ['an option', 'use --with-', 'modules here', 'use --with-modules here'],
    ['a range of numbers', 'pre-', '1999 printers', 'pre-1999 printers'],
  ])('joins a word that is %s', (_, first, second, joined) => {
    expect(joinLines(first, second, parting)).toBe(joined);
  });

  it('keeps the hyphen where the manual never parts words', () => {
    expect(joinLines('it is data-', 'driven', whole)).toBe('it is data-driven');
    expect(joinLines('it is time-', 'consuming', whole)).toBe('it is time-consuming');
  });

  it('puts a space between lines, but none between Chinese or Japanese ones', () => {
    expect(joinLines('one', 'two', whole)).toBe('one two');
    expect(joinLines('日本語の', '説明', whole)).toBe('日本語の説明');
    expect(joinLines('a dash -', 'then', whole)).toBe('a dash - then');
  });
});

describe('composeAccents', () => {
  it('makes one letter of an accent set before its letter', () => {
    expect(composeAccents('Br¨oker, P´eter, Mikul´ık, Jˇan')).toBe('Bröker, Péter, Mikulík, Jǎn');
    expect(composeAccents('¨ and ´')).toBe('¨ and ´');
  });
});

describe('garbledShare', () => {
  it('is the share of signs that are no letter of any script', () => {
    expect(garbledShare('plain text, 日本語, שלום')).toBe(0);
    expect(garbledShare('\ue001\ue002 ab')).toBe(0.5);
    expect(garbledShare('  ')).toBe(0);
  });
});

describe('isImplausible', () => {
  const english =
    'Press the green button to start the pump. The pump runs until the tank is full, then it stops. '.repeat(2);

  it('knows languages, tables, code and contents for what they are', () => {
    for (const text of [
      english,
      'Drücken Sie den grünen Knopf, um die Pumpe zu starten. Die Pumpe läuft, bis der Behälter voll ist und schließt.',
      'Naciśnij zielony przycisk, aby uruchomić pompę. Pompa działa, dopóki zbiornik się nie napełni, po czym stanie.',
      '请先阅读本手册。按下绿色按钮启动水泵。水箱满后水泵停止运行。'.repeat(5),
      'לחץ על הכפתור הירוק כדי להפעיל את המשאבה. המשאבה פועלת עד שהמיכל מלא. '.repeat(3),
      'M4 x 12 | 8.8 | 2.5 Nm\nM5 x 16 | 8.8 | 5.0 Nm\nM6 x 20 | 8.8 | 8.5 Nm\n'.repeat(4),
      'for (int i = 0; i < n; i++) { sum += a[i] * b[i]; } return sum / n; /* mean */ '.repeat(3),
      'Introduction ..................................... 1\nStarting ......................................... 2',
      'Zz',
    ]) {
      expect(isImplausible(text), text).toBe(false);
    }
  });

  it('knows letters that were put in the place of others, and signs in the place of letters', () => {
    const shifted = english.replace(/[a-z]/gi, (letter) => {
      const base = letter < 'a' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - base + 3) % 26) + base);
    });
    expect(isImplausible(shifted)).toBe(true);
    expect(
      isImplausible(english.replace(/[a-z]/gi, (letter) => String.fromCharCode(33 + (letter.charCodeAt(0) % 15)))),
    ).toBe(true);
  });
});
