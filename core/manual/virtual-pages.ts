import type { Block, Page } from './manual.ts';

const CHARACTERS_PER_PAGE = 3000;

/**
 * Pages for a manual that has none of its own: each part begins a page, and a long part goes on to another after about 3,000
 * characters (a printed page's worth), at the end of a block. So a citation can name a place, and work can be saved by page.
 */
export function paginate(parts: readonly (readonly Omit<Block, 'page' | 'rectangles'>[])[]): {
  pages: Page[];
  blocks: Block[];
} {
  const pages: Page[] = [];
  const blocks: Block[] = [];
  for (const part of parts) {
    let characters = 0;
    const begin = () => {
      characters = 0;
      const number = pages.length + 1;
      pages.push({ number, label: String(number), width: 0, height: 0, hasText: false, readBy: 'nothing' });
    };
    begin();
    for (const block of part) {
      if (characters > 0 && characters + block.text.length > CHARACTERS_PER_PAGE) begin();
      const page = pages.at(-1) as Page;
      if (!page.hasText) pages[pages.length - 1] = { ...page, hasText: true, readBy: 'text' };
      characters += block.text.length;
      blocks.push({ ...block, page: page.number, rectangles: [] });
    }
  }
  return { pages, blocks };
}
