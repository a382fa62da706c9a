import { describe, expect, test } from 'vitest';
import { createFormat, regionOf } from '../../renderer/i18n/format.ts';
import { languageFor } from '../../renderer/i18n/i18n.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('as the language writes it', () => {
  const english = createFormat('en');
  const german = createFormat('de');

  test('sizes take the unit that keeps the number short', () => {
    expect([0, 999, 1500, 2_900_000, 182_000_000_000].map((n) => plain(english.bytes(n)))).toEqual([
      '0 byte',
      '999 byte',
      '1.5 kB',
      '2.9 MB',
      '182 GB',
    ]);
    expect(plain(german.bytes(1_500_000_000))).toBe('1,5 GB');
  });

  test('durations say no more than one can use', () => {
    expect([4, 75, 240, 1234, 3700, 7200].map((n) => plain(english.duration(n)))).toEqual([
      '4 sec',
      '1 min 15 sec',
      '4 min',
      '21 min',
      '1 hr 2 min',
      '2 hr',
    ]);
  });

  test('numbers, shares, lists and times', () => {
    expect(english.number(5120)).toBe('5,120');
    expect(german.number(5120.5)).toBe('5.120,5');
    expect(plain(german.percent(0.42))).toBe('42 %');
    expect(english.list(['a', 'b', 'c'])).toBe('a, b, and c');
    const now = Date.parse('2026-11-25T10:00:00Z');
    expect(english.ago('2026-11-25T09:57:00Z', now)).toBe('3 minutes ago');
    expect(german.ago('2026-11-24T10:00:00Z', now)).toBe('gestern');
  });

  test('a person’s own region is kept', () => {
    expect(regionOf('en', ['de-AT', 'en-GB'])).toBe('en-GB');
    expect(regionOf('zh', ['de-AT'])).toBe('zh');
  });
});

test('the language is the chosen one, else the first of the system’s that there is, else English', () => {
  expect(languageFor('de', ['zh-CN'])).toBe('de');
  expect(languageFor('system', ['fr-FR', 'zh-Hans-CN', 'de'])).toBe('zh');
  expect(languageFor(undefined, ['fr'])).toBe('en');
});
