import { type Line, mode, round } from './lines.ts';

/** How the text of a manual looks: what is set otherwise is a heading. */
export interface Styles {
  readonly bodySize: number;
  readonly bodyBold: boolean;
  /** The level of each heading style, by {@link styleKey}. */
  readonly levels: ReadonlyMap<string, number>;
}

const MAX_LENGTH = 160;
const NOT_A_HEADING = 0;
/** Up to so many pages a manual has no title page of its own. */
const SHORT = 4;
const NUMBERED = /^(?:(?:chapter|part|appendix|section)\s+)?((?:\d+|[A-Z])(?:\.\d+)*)[.):]?\s+\S/i;

/** Finds the size of the running text by characters, and gives each style of heading a level: by section number or by size. */
export function stylesOf(pages: readonly { number: number; lines: readonly Line[] }[]): Styles {
  const lines = pages.flatMap((page) => page.lines);
  const bodySize = mode(lines.map((line) => [round(line.size), line.text.length]));
  const body = lines.filter((line) => round(line.size) === bodySize);
  const letters = (of: readonly Line[]) => of.reduce((total, line) => total + line.text.length, 0);
  const bodyBold = letters(body.filter((line) => line.bold)) > letters(body) / 2;
  const unranked: Styles = { bodySize, bodyBold, levels: new Map() };

  const styles = new Map<
    string,
    { size: number; bold: boolean; depths: number[]; pages: Set<number>; first: number }
  >();
  lines.forEach((line, index) => {
    if (!looksLikeHeading(line, unranked)) return;
    const key = styleKey(line);
    const style = styles.get(key) ?? {
      size: round(line.size),
      bold: line.bold,
      depths: [],
      pages: new Set(),
      first: index,
    };
    styles.set(key, style);
    style.depths.push(sectionDepth(line.text) ?? 0);
  });
  for (const page of pages) for (const line of page.lines) styles.get(styleKey(line))?.pages.add(page.number);

  const levels = new Map<string, number>();
  let level = 0;
  for (const [key, style] of [...styles].sort(
    ([, a], [, b]) => b.size - a.size || Number(b.bold) - Number(a.bold) || a.first - b.first,
  )) {
    const onTitlePage =
      pages.length > SHORT && style.size >= 1.5 * bodySize && style.depths.length <= 3 && Math.max(...style.pages) <= 1;
    if (onTitlePage) {
      // The title itself; what stands around it (version, author, date) heads nothing.
      levels.set(key, levels.size === 0 ? 1 : NOT_A_HEADING);
      continue;
    }
    const numbered = style.depths.filter((depth) => depth > 0);
    level =
      numbered.length > style.depths.length * 0.6 ? Math.max(1, mode(numbered.map((depth) => [depth, 1]))) : level + 1;
    levels.set(key, Math.min(6, level));
    level = Math.min(6, level);
  }
  return { bodySize, bodyBold, levels };
}

/** The level of a heading: what its section number says where its style is one of numbered headings, else its style's. */
export function headingLevel(line: Line, styles: Styles): number {
  const depth = sectionDepth(line.text);
  const level = styles.levels.get(styleKey(line)) ?? 6;
  return depth !== undefined && Math.abs(depth - level) <= 2 ? Math.min(6, depth) : level;
}

/** Larger than the running text, or bold where that is not, and not a sentence, a row of cells or a list item. */
export function looksLikeHeading(line: Line, styles: Styles): boolean {
  const { text } = line;
  if (text.length > MAX_LENGTH || !/\p{L}/u.test(text) || /^[●•▪◦○■□–-]/.test(text)) return false;
  if (styles.levels.get(styleKey(line)) === NOT_A_HEADING) return false;
  const larger = line.size >= 1.12 * styles.bodySize && round(line.size) > styles.bodySize;
  const bold = line.bold && !styles.bodyBold && line.size >= 0.85 * styles.bodySize && !line.mono;
  if (!larger && !bold) return false;
  if (line.cells.length > 2 || (line.cells.length === 2 && !/^[\dA-Z][\d.]*[.)]?$/.test(line.cells[0]?.text ?? '')))
    return false;
  if (larger) return !(text.length > 60 && /[.;,]$/.test(text) && line.size < 1.4 * styles.bodySize);
  return text.length <= 100 && !/[,;]$/.test(text) && !(/\.$/.test(text) && text.split(' ').length > 6);
}

export function styleKey(line: Line): string {
  return `${round(line.size)}${line.bold ? 'b' : ''}`;
}

/** 1 for `3 Use`, 2 for `3.1 Start`; undefined without a section number. */
export function sectionDepth(text: string): number | undefined {
  const number = NUMBERED.exec(text)?.[1];
  if (number === undefined || (/^[A-Z]$/i.test(number) && !/^([A-Z][.):]|appendix)/i.test(text))) return undefined;
  return number.split('.').length;
}
