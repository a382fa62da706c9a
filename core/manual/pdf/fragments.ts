import { type PDFPageProxy, Util } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.d.ts';
import { AppError } from '../../errors.ts';
import { cleanCharacters } from '../layout/clean-text.ts';

/**
 * A run of text in one font on one baseline. Coordinates lie in the frame of its writing direction: x along the line, y across
 * it and growing downwards. For upright text that is the shown page, in points from its top left corner.
 */
export interface Fragment {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly width: number;
  readonly size: number;
  readonly ascent: number;
  readonly descent: number;
  readonly font: string;
  /** Degrees clockwise from upright; 90 for vertical writing. */
  readonly angle: number;
  readonly rightToLeft: boolean;
  /** The PDF shows white space before it. */
  readonly spaceBefore: boolean;
}

export interface PageText {
  readonly width: number;
  readonly height: number;
  readonly fragments: Fragment[];
}

/**
 * The text of a page, in the order of the file. Text outside the page and text struck twice (a way to fake bold) is left out.
 * @throws AppError `manual/too-much-text` beyond `maxCharacters`.
 */
export async function pageText(page: PDFPageProxy, maxCharacters: number): Promise<PageText> {
  const viewport = page.getViewport({ scale: 1 });
  const scale = Math.hypot(viewport.transform[0] ?? 1, viewport.transform[1] ?? 0) || 1;
  const fragments: Fragment[] = [];
  const seen = new Map<string, Fragment[]>();
  let characters = 0;
  let space = false;
  const reader = page
    .streamTextContent({ includeMarkedContent: false })
    .getReader() as ReadableStreamDefaultReader<TextContent>;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const item of value.items) {
      if (!('str' in item)) continue;
      characters += item.str.length;
      if (characters > maxCharacters) {
        void reader.cancel(new Error('too much text')).catch(() => {});
        throw tooMuchText(page.pageNumber, maxCharacters);
      }
      const text = cleanCharacters(item.str);
      if (text.trim() === '') {
        space ||= text !== '' || item.hasEOL;
        continue;
      }
      const style = value.styles[item.fontName];
      const fragment = place(item, text, viewport.transform, scale, style, space || text.startsWith(' '));
      space = text.endsWith(' ') || item.hasEOL;
      if (!fragment || !onPage(fragment, viewport.width, viewport.height)) continue;
      const twins = seen.get(text) ?? [];
      if (twins.some((twin) => isStruckTwice(twin, fragment))) continue;
      seen.set(text, [...twins.slice(-8), fragment]);
      fragments.push(fragment);
    }
  }
  return { width: viewport.width, height: viewport.height, fragments };
}

/** A point of a writing direction's frame, on the shown page. */
export function toPage(angle: number, x: number, y: number): { x: number; y: number } {
  const [cos, sin] = direction(angle);
  return { x: x * cos - y * sin, y: x * sin + y * cos };
}

function place(
  item: TextItem,
  text: string,
  viewport: readonly number[],
  scale: number,
  style: TextContent['styles'][string] | undefined,
  spaceBefore: boolean,
): Fragment | undefined {
  const [a, b, c, d, e, f] = Util.transform(viewport as number[], item.transform) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const size = Math.hypot(c, d);
  if (![a, b, e, f, size, item.width, item.height].every(Number.isFinite) || size <= 0) return undefined;
  const vertical = style?.vertical === true;
  const angle = vertical ? 90 : (Math.round((Math.atan2(b, a) * 180) / Math.PI) + 360) % 360;
  const [cos, sin] = direction(angle);
  return {
    text: text.trim(),
    x: e * cos + f * sin,
    baseline: f * cos - e * sin,
    width: Math.abs(vertical ? item.height : item.width) * scale,
    size,
    // A glyph of vertical writing is centred on its line.
    ascent: (vertical ? 0.5 : clamp(style?.ascent, 0.5, 1.1, 0.8)) * size,
    descent: (vertical ? 0.5 : clamp(-(style?.descent ?? Number.NaN), 0.1, 0.4, 0.2)) * size,
    font: item.fontName,
    angle,
    rightToLeft: item.dir === 'rtl',
    spaceBefore,
  };
}

function direction(angle: number): [number, number] {
  const radians = (angle * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

function clamp(value: number | undefined, low: number, high: number, otherwise: number): number {
  return value === undefined || !Number.isFinite(value) || value === 0
    ? otherwise
    : Math.min(high, Math.max(low, value));
}

function onPage(fragment: Fragment, width: number, height: number): boolean {
  const { x, y } = toPage(fragment.angle, fragment.x + fragment.width / 2, fragment.baseline - fragment.size / 3);
  return x >= 0 && x <= width && y >= 0 && y <= height;
}

function isStruckTwice(a: Fragment, b: Fragment): boolean {
  const near = 0.12 * a.size;
  return a.angle === b.angle && Math.abs(a.x - b.x) < near && Math.abs(a.baseline - b.baseline) < near;
}

function tooMuchText(page: number, limit: number): AppError {
  return new AppError('manual/too-much-text', `Page ${page} holds more than ${limit} characters.`, {
    hint: 'No printed page holds so much. If it is right, raise the limit.',
  });
}
