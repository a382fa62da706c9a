import { expect, test } from 'vitest';
import { parseSystems } from '../../core/bench/index.ts';

test('a list of systems is read in its order, each name once, and "all" means what is available', () => {
  expect(parseSystems('cat-learned, base,base', ['base', 'cat-static', 'cat-learned'])).toEqual([
    'cat-learned',
    'base',
  ]);
  expect(parseSystems('all', ['base', 'cat-static'])).toEqual(['base', 'cat-static']);
});

test.each([
  ['oracle', 'There is no system "oracle".'],
  ['toString', 'There is no system "toString".'],
  ['ties', 'The system "ties" can\'t be built here.'],
  ['', 'No system was named.'],
])('the list "%s" is refused with what there is to choose from', (list, message) => {
  const hint = 'Systems to choose from: base, cat-static.';
  expect(() => parseSystems(list, ['base', 'cat-static'])).toThrow(
    expect.objectContaining({ code: 'bench/unknown-system', message, hint }),
  );
});
