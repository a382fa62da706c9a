/** Where the list of chats and the manual's page stand: beside the chat, over it, or not at all. */
export interface Places {
  readonly list: 'beside' | 'over' | 'hidden';
  readonly source: 'beside' | 'over';
}

/** What each takes at least, in CSS pixels at 100 %; with all three, a page and an answer are to be read without effort. */
const chatWidth = 320;
const listWidth = 256;
const sourceWidth = 340;
const allWidth = listWidth + 520 + 520;

/** What fits beside the chat in `width` pixels. `listWanted`: shown or hidden by the person, or null for what fits. */
export function placesFor(width: number, sourceOpen: boolean, listWanted: boolean | null): Places {
  const source = !sourceOpen || width >= chatWidth + sourceWidth ? 'beside' : 'over';
  const fits = width >= (sourceOpen ? allWidth : listWidth + 420);
  const list = (listWanted ?? fits) ? (fits ? 'beside' : 'over') : 'hidden';
  return { source, list };
}
