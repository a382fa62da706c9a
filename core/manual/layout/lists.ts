import type { Line } from './lines.ts';

const BULLET = /^(?:[•●○◦▪▫■□◆◇►▶➢➤➔✓✔✦❖‣⁃∙·*–—-]|[\ue000-\uf8ff]|o(?=\s{1}\S))(?=\s)\s*/u;
const NUMBER = /^(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxlc]{1,5}[.)])\s+/i;

export interface ListMarker {
  /** Kept in the text for a number or letter; empty for a bullet. */
  readonly kept: string;
  readonly text: string;
}

/** What a list item's first line begins with, and the rest of the line. */
export function listMarker(text: string): ListMarker | undefined {
  const bullet = BULLET.exec(text);
  if (bullet) return { kept: '', text: text.slice(bullet[0].length) };
  const number = NUMBER.exec(text);
  return number ? { kept: number[0], text: text.slice(number[0].length) } : undefined;
}

export function isListItem(line: Line): boolean {
  return listMarker(line.text) !== undefined;
}
