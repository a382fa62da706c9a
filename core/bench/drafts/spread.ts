import { AppError } from '../../errors.ts';
import { randomBelow } from '../random.ts';

/** A stretch of a manual that a question may be made from. */
export interface DraftPassage {
  readonly text: string;
  readonly page: number;
}

/**
 * Which passage each of `count` questions is made from, by places in the list, in reading order: as many on each page as
 * on any other, one more or less, and no passage of a page twice before all were taken. A heading or a line alone holds
 * nothing to ask.
 *
 * @throws AppError `manual/no-text` when there is no passage to ask about.
 */
export function spreadOver(
  passages: readonly DraftPassage[],
  { count, seed }: { readonly count: number; readonly seed: number },
): number[] {
  const pages = usablePages(passages);
  if (pages.length === 0) {
    throw new AppError('manual/no-text', 'The manual has no passage to make a question from.', {
      command: 'Look at what was read: stockpot manuals show MANUAL',
    });
  }
  const below = randomBelow(seed);
  const orders = pages.map((places) => shuffled(places, below));
  const visits = pages.map(() => 0);
  const picked = Array.from({ length: count }, (_, i) => {
    const page = Math.floor(((i + 0.5) * pages.length) / count);
    const order = orders[page]!;
    return order[visits[page]!++ % order.length]!;
  });
  return picked.sort((a, b) => a - b);
}

/** Places of the passages of each page that say enough; of all pages, where none does. */
function usablePages(passages: readonly DraftPassage[]): number[][] {
  const byPage = (fewestWords: number) => {
    const pages = new Map<number, number[]>();
    for (const [place, { text, page }] of passages.entries()) {
      if (text.split(/\s+/).filter((word) => word !== '').length < fewestWords) continue;
      pages.set(page, [...(pages.get(page) ?? []), place]);
    }
    return [...pages.entries()].sort(([a], [b]) => a - b).map(([, places]) => places);
  };
  const full = byPage(FEWEST_WORDS);
  return full.length > 0 ? full : byPage(1);
}

const FEWEST_WORDS = 15;

function shuffled(places: readonly number[], below: (bound: number) => number): number[] {
  const order = [...places];
  for (let i = order.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
