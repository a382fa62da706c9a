import { createElement } from 'react';
import { expect, test } from 'vitest';
import { passagesOf } from '../../core/manual/index.ts';
import type { ManualBlock } from '../../core/service/contract.ts';
import { BlockList } from '../../renderer/components/pdf/block-list.tsx';
import { markedBlocks } from '../../renderer/components/pdf/marked-blocks.ts';
import { createFakeApp } from './fake-app.ts';
import { createFakeService } from './fake-service.ts';
import { markupOf } from './markup.ts';

const block = (kind: ManualBlock['kind'], text: string, level: number | null = null): ManualBlock => ({
  kind,
  level,
  text,
  rectangles: [],
});
/** The passages that such blocks are cut into, all on the first page. */
const cut = (blocks: readonly ManualBlock[]) =>
  passagesOf({
    blocks: blocks.map(({ level, ...rest }) => ({ ...rest, page: 1, ...(level === null ? {} : { level }) })),
  });
const words = (about: string, count: number) => Array.from({ length: count }, (_, i) => `${about}${i}`).join(' ');
const marked = (blocks: readonly ManualBlock[], text: string, page = 1) =>
  [...markedBlocks(blocks, page, [{ page: 1, lastPage: 1, text }])].map((i) => blocks[i]!.text.slice(0, 8));

test('a passage of a manual without places marks the blocks that it was cut from, and no others', () => {
  const blocks = [
    block('heading', 'Start', 1),
    block('paragraph', words('start', 100)),
    block('heading', 'Note', 2),
    block('paragraph', words('keep', 100)),
    block('heading', 'Stop', 1),
    block('heading', 'Note', 2),
    block('table', 'Part | Price\nPump | 5\nFilter | 2'),
  ];
  const passages = cut(blocks);
  expect(passages.map(({ text }) => marked(blocks, text))).toEqual([
    ['Start', 'start0 s'],
    ['Note', 'keep0 ke'],
    ['Stop', 'Note', 'Part | P'],
  ]);
});

test('a paragraph that is too long for one passage is marked by each of them', () => {
  const long = [words('a', 120), words('b', 120), words('c', 120)].map((sentence) => `${sentence}.`).join(' ');
  const blocks = [block('paragraph', 'Before.'), block('paragraph', long), block('paragraph', words('after', 150))];
  const passages = cut(blocks);
  expect(passages.length).toBeGreaterThan(2);
  const ofLong = passages.filter(({ text }) => /\b[abc]5\b/.test(text));
  expect(ofLong.length).toBeGreaterThan(1);
  for (const { text } of ofLong) expect(marked(blocks, text)).toContain(long.slice(0, 8));
});

test('nothing is marked on pages that the passage is not on', () => {
  const blocks = [block('heading', 'Note', 1)];
  expect(marked(blocks, 'Note\nPress it.')).toEqual(['Note']);
  expect(marked(blocks, 'Note\nPress it.', 2)).toEqual([]);
});

test('a marked block stands out from the others', () => {
  const blocks = [block('paragraph', 'Press it.'), block('paragraph', 'Clean it.')];
  const list = createElement(BlockList, { blocks, marked: new Set([1]) });
  const markup = markupOf(createFakeApp(createFakeService()), list);
  expect(markup.match(/data-mark="true"[^>]*><p>([^<]*)/g)).toHaveLength(1);
  expect(markup).toMatch(/data-mark="true"[^>]*><p>Clean it\./);
});
