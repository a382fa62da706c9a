import { expect, test } from 'vitest';
import type { FoundPassage, PageReport } from '../../../../core/service/contract.ts';
import { foundPages, marksOn } from '../../../../renderer/features/manuals/found-in-manual.ts';

const report = [1, 2, 3].map((number) => ({ number })) as PageReport[];
const rectangle = (x: number) => ({ page: 3, x, y: 0, width: 1, height: 1 });
const found = [3, 1, 3].map((page, i) => ({ page, rectangles: [rectangle(i)] })) as unknown as FoundPassage[];

test('pages that hold what is looked for are told with how often, in the manual’s order', () => {
  expect(foundPages(report, found).map(({ report: { number }, hits }) => [number, hits])).toEqual([
    [1, 1],
    [3, 2],
  ]);
  expect(foundPages(report, [])).toEqual([]);
});

test('every passage found on a page is marked there, and nothing while nothing is looked for', () => {
  expect(marksOn(3, found)).toEqual([rectangle(0), rectangle(2)]);
  expect(marksOn(2, found)).toEqual([]);
  expect(marksOn(3, null)).toEqual([]);
});
