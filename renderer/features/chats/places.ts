/** Where the list of chats and the manual's page stand: beside the chat, over it, or not at all. */
export interface Places {
  readonly list: 'beside' | 'over' | 'hidden';
  readonly source: 'beside' | 'over';
}

/** A chat that is narrower than this cannot be read, in CSS pixels at 100 %. */
const chatWidth = 380;
const listWidth = 256;
const sourceWidth = 360;

/** What fits beside the chat in `width` pixels. `listWanted`: shown or hidden by the person, or null for what fits. */
export function placesFor(width: number, sourceOpen: boolean, listWanted: boolean | null): Places {
  const source = !sourceOpen || width >= chatWidth + sourceWidth ? 'beside' : 'over';
  const left = width - (sourceOpen && source === 'beside' ? sourceWidth : 0);
  const fits = left >= chatWidth + 40 + listWidth;
  const list = (listWanted ?? fits) ? (fits ? 'beside' : 'over') : 'hidden';
  return { source, list };
}
