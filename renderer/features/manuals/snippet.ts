export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The stretch of a passage around the first word that was looked for, its words told apart. About `length` characters. */
export function snippetOf(passage: string, query: string, length = 260): readonly Piece[] {
  const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  if (words.length === 0) return [{ text: passage.slice(0, length), hit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'giu');
  const first = passage.search(pattern);
  const start = first <= length / 3 ? 0 : passage.lastIndexOf(' ', Math.round(first - length / 3)) + 1;
  const end = start + length >= passage.length ? passage.length : passage.lastIndexOf(' ', start + length);
  const text = `${start > 0 ? '… ' : ''}${passage.slice(start, end)}${end < passage.length ? ' …' : ''}`;
  return text
    .split(pattern)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, hit: words.some((word) => word.toLowerCase() === piece.toLowerCase()) }));
}
