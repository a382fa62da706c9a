import type { Block, BlockKind, Rectangle } from '../manual.ts';
import { toPage } from '../pdf/fragments.ts';
import { joinLines, type Vocabulary } from './clean-text.ts';
import { median, quantile } from './columns.ts';
import type { PageLines, Region } from './furniture.ts';
import { headingLevel, looksLikeHeading, type Styles, sectionDepth, styleKey } from './headings.ts';
import type { Line } from './lines.ts';
import { isListItem, listMarker } from './lists.ts';
import { tableAt } from './tables.ts';

export interface PageBlocks {
  readonly blocks: readonly Block[];
  /** Lines of a table of contents, left out: they repeat headings and would be learned as text. */
  readonly contentsLines: number;
}

export interface BlockContext {
  readonly styles: Styles;
  readonly vocabulary: Vocabulary;
  readonly furniture: ReadonlySet<Line>;
}

const CONTENTS_LINE = /(?:\.\s?){5,}\s*(?:[\divxlc]+|[A-Z]-?\d+)?$|(?:…\s?){2,}\s*\d*$/i;
const CAPTION =
  /^(?:figure|fig\.|table|illustration|listing|example|diagram|abbildung|tabelle|figura|tableau)\s+[\dA-Z]+(?:[.\-–]\d+)*\s*[:.)–—-]/i;
const CONTENTS_TITLE =
  /^(table of contents|contents|inhalt(sverzeichnis)?|sommaire|table des matières|índice|indice|list of (figures|tables)|brief contents)$/i;
const CAPTION_LENGTH = 300;

/** Reads a page's lines into blocks, in reading order. */
export function blocksOf(page: PageLines, context: BlockContext): PageBlocks {
  const drafts: Draft[] = [];
  let contentsLines = 0;
  const isContents = contentsTest(page, context.furniture);
  for (const region of page.regions) {
    const all = region.lines.filter((line) => !context.furniture.has(line));
    const lines = all.filter((line, index) => {
      const next = all[index + 1];
      return !isContents(line) && !(next && isContents(next) && CONTENTS_TITLE.test(line.text));
    });
    contentsLines += all.length - lines.length;
    drafts.push(...regionDrafts(lines, region, page, context));
  }
  if (page.number <= 2) demoteTitlePage(drafts);
  return { blocks: drafts.map(finish), contentsLines };
}

/** On a page that is nearly all headings, one is the title; version, authors and date head nothing. */
function demoteTitlePage(drafts: readonly Draft[]): void {
  const headings = drafts.filter((draft) => draft.kind === 'heading');
  if (headings.length < 3 || headings.length < drafts.length * 0.6) return;
  const top = Math.min(...headings.map((draft) => draft.level ?? 6));
  for (const draft of headings) {
    if (draft.level === top) continue;
    draft.kind = 'paragraph';
    delete draft.level;
  }
}

/** Lines with dots that lead to a page number; on a page of such lines also those that end with a number without dots. */
function contentsTest(page: PageLines, furniture: ReadonlySet<Line>): (line: Line) => boolean {
  const lines = page.regions.flatMap((region) => region.lines.filter((line) => !furniture.has(line)));
  const dotted = lines.filter((line) => CONTENTS_LINE.test(line.text)).length;
  const numbered = (line: Line) => CONTENTS_LINE.test(line.text) || /\s(\d{1,4}|[ivxlc]+)$/.test(line.text);
  const whole = dotted >= 3 && lines.filter(numbered).length > lines.length * 0.8;
  return (line) => CONTENTS_LINE.test(line.text) || (whole && numbered(line));
}

/** Joins what a column's or a page's end has parted in the middle of a sentence. */
export function joinAcrossPages(blocks: readonly Block[], vocabulary: Vocabulary): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last && goesOn(last, block)) {
      joined[joined.length - 1] = {
        ...last,
        text: joinLines(last.text, block.text, vocabulary),
        rectangles: [...last.rectangles, ...block.rectangles],
      };
    } else joined.push(block);
  }
  return joined;
}

function goesOn(last: Block, next: Block): boolean {
  if ((last.kind !== 'paragraph' && last.kind !== 'list-item') || next.kind !== 'paragraph') return false;
  const end = last.rectangles.at(-1);
  const start = next.rectangles[0];
  const moved = !end || !start || start.page > end.page || start.y < end.y;
  return moved && !/[.!?:;…]["'”’)\]]*$/.test(last.text) && /^\p{Ll}/u.test(next.text) && !last.text.includes('\n');
}

interface Draft {
  kind: BlockKind;
  level?: number;
  text: string;
  readonly page: PageLines;
  readonly region: Region;
  readonly lines: Line[];
  /** Where the text of a list item's first line begins, as far as known. */
  readonly code: boolean;
}

function regionDrafts(lines: readonly Line[], region: Region, page: PageLines, context: BlockContext): Draft[] {
  const drafts: Draft[] = [];
  const shape = shapeOf(lines);
  const start = (kind: BlockKind, line: Line, text: string) => {
    const draft: Draft = { kind, text, page, region, lines: [line], code: line.mono && !isListItem(line) };
    drafts.push(draft);
    return draft;
  };
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] as Line;
    const table = line.mono ? undefined : tableAt(lines, index, isListItem);
    if (table) {
      const draft = start('table', line, table.rows.map((row) => row.join(' | ')).join('\n'));
      draft.lines.push(...lines.slice(index + 1, index + table.length));
      index += table.length;
      continue;
    }
    const last = drafts.at(-1);
    const marker = listMarker(line.text);
    if (looksLikeHeading(line, context.styles) && !isInsideText(line, last, lines[index + 1], shape, context.styles)) {
      if (last && continuesHeading(last, line)) append(last, line, context.vocabulary);
      else if (last && isChapterLabel(last, line)) {
        append(last, line, context.vocabulary);
        last.level = Math.min(last.level ?? 6, headingLevel(line, context.styles));
      } else start('heading', line, line.text).level = headingLevel(line, context.styles);
    } else if (marker && startsItem(line, last, shape)) {
      start('list-item', line, marker.kept + marker.text);
    } else if (last && continues(last, line, shape)) {
      append(last, line, context.vocabulary);
    } else {
      start('paragraph', line, line.text);
    }
    index++;
  }
  return drafts;
}

interface Shape {
  readonly left: number;
  readonly right: number;
  readonly leading: number;
}

function shapeOf(lines: readonly Line[]): Shape {
  const gaps = lines.slice(1).flatMap((line, index) => {
    const previous = lines[index] as Line;
    const gap = line.baseline - previous.baseline;
    return gap > 0 && gap < 2.2 * line.size ? [gap] : [];
  });
  return {
    left: Math.min(...lines.map((line) => line.x)),
    right: quantile(
      lines.map((line) => line.right),
      0.9,
    ),
    leading: gaps.length > 0 ? median(gaps) : 1.2 * (lines[0]?.size ?? 10),
  };
}

function continuesHeading(last: Draft, line: Line): boolean {
  const previous = last.lines.at(-1) as Line;
  return (
    last.kind === 'heading' &&
    last.lines.length < 4 &&
    styleKey(previous) === styleKey(line) &&
    sectionDepth(line.text) === undefined &&
    line.baseline - previous.baseline <= 1.45 * line.size &&
    line.baseline > previous.baseline &&
    // Several short bold lines, one under the other, are several entries.
    (previous.right - previous.x > 18 * previous.size || previous.size >= 14)
  );
}

/** `Chapter 2` above the chapter's name is one heading with it. */
function isChapterLabel(last: Draft, line: Line): boolean {
  const bottom = (last.lines.at(-1) as Line).baseline;
  const isLabel =
    last.kind === 'heading' &&
    /^(chapter|part|appendix|section|kapitel|chapitre|capítulo)\s+[\dA-Z]+[.:]?$/i.test(last.text);
  return isLabel && line.baseline > bottom && line.baseline - bottom < 6 * line.size;
}

/** A line of a paragraph that happens to be bold throughout: the text before or after it runs on at the paragraph's own distance. */
function isInsideText(
  line: Line,
  last: Draft | undefined,
  next: Line | undefined,
  shape: Shape,
  styles: Styles,
): boolean {
  if (line.size > 1.1 * styles.bodySize || line.bold === styles.bodyBold) return false;
  const near = (a: Line, b: Line) => b.baseline > a.baseline && b.baseline - a.baseline <= 1.2 * shape.leading;
  const previous = last?.kind === 'paragraph' || last?.kind === 'list-item' ? last.lines.at(-1) : undefined;
  if (previous && near(previous, line) && (isFull(previous, shape) || /^\p{Ll}/u.test(line.text))) return true;
  return (
    next !== undefined &&
    near(line, next) &&
    line.right > shape.right - 0.1 * (shape.right - shape.left) &&
    line.text.length > 60
  );
}

/** A marker in the middle of a paragraph (a line that happens to begin with a number or a dash) starts no item. */
function startsItem(line: Line, last: Draft | undefined, shape: Shape): boolean {
  const previous = last?.lines.at(-1);
  if (!last || !previous || last.kind === 'heading' || last.kind === 'table' || last.kind === 'caption') return true;
  if (/^[•●○◦▪■□\ue000-\uf8ff]/.test(line.text)) return true;
  const gap = line.baseline - previous.baseline;
  const inside = gap <= 1.2 * shape.leading && Math.abs(line.x - previous.x) < 0.5 * line.size;
  const full = previous.right > shape.right - 0.15 * (shape.right - shape.left);
  return !(inside && full && !/[.:;!?]$/.test(previous.text) && last.kind === 'paragraph');
}

function continues(last: Draft, line: Line, shape: Shape): boolean {
  if (last.kind !== 'paragraph' && last.kind !== 'list-item' && last.kind !== 'caption') return false;
  const first = last.lines[0] as Line;
  const previous = last.lines.at(-1) as Line;
  const gap = line.baseline - previous.baseline;
  const step = last.lines.length > 1 ? previous.baseline - (last.lines.at(-2) as Line).baseline : shape.leading;
  if (gap <= 0 || gap > 1.28 * Math.max(step, 1.05 * line.size)) return false;
  if (Math.abs(line.size - previous.size) > 0.12 * previous.size) return false;
  if (previous.mono !== line.mono) return !last.code && isFull(previous, shape);
  if (last.code) return true;
  const em = line.size;
  const midSentence = /^\p{Ll}/u.test(line.text) && !/[.!?:;]$/.test(previous.text);
  if (last.kind === 'list-item' && midSentence && line.x > first.x - 0.5 * em) return true;
  if (last.kind === 'list-item')
    return line.x > first.x + 0.5 * em || (isFull(previous, shape) && line.x > first.x - 0.5 * em);
  const shift = line.x - previous.x;
  if (line.rightToLeft) return isFull(previous, shape) || line.right <= previous.right;
  if (shift > 0.8 * em) return last.lines.length === 1 && isFull(previous, shape);
  if (shift < -0.8 * em) return (last.lines.length === 1 || midSentence) && shift > -6 * em;
  return isFull(previous, shape) || !/[.!?:]["”’)]*$/.test(previous.text);
}

function isFull(line: Line, shape: Shape): boolean {
  return line.right > shape.right - 0.25 * (shape.right - shape.left);
}

function append(draft: Draft, line: Line, vocabulary: Vocabulary): void {
  draft.text = draft.code ? `${draft.text}\n${line.text}` : joinLines(draft.text, line.text, vocabulary);
  draft.lines.push(line);
}

function finish(draft: Draft): Block {
  const isCaption = draft.kind === 'paragraph' && draft.text.length <= CAPTION_LENGTH && CAPTION.test(draft.text);
  const text = draft.text.replace(/\u00ad$/, '-');
  const block = {
    kind: isCaption ? 'caption' : draft.kind,
    text,
    page: draft.page.number,
    rectangles: [rectangleOf(draft)],
  };
  return draft.kind === 'heading' && draft.level !== undefined ? { ...block, level: draft.level } : (block as Block);
}

function rectangleOf({ lines, region, page }: Draft): Rectangle {
  const left = Math.min(...lines.map((line) => line.x));
  const right = Math.max(...lines.map((line) => line.right));
  const top = Math.min(...lines.map((line) => line.top));
  const bottom = Math.max(...lines.map((line) => line.bottom));
  const corners = [toPage(region.angle, left, top), toPage(region.angle, right, bottom)];
  if (region.angle % 90 !== 0) corners.push(toPage(region.angle, left, bottom), toPage(region.angle, right, top));
  const within = (value: number, limit: number) => Math.round(Math.min(limit, Math.max(0, value)) * 100) / 100;
  const x = within(Math.min(...corners.map((corner) => corner.x)), page.width);
  const y = within(Math.min(...corners.map((corner) => corner.y)), page.height);
  const width = within(Math.max(...corners.map((corner) => corner.x)), page.width) - x;
  const height = within(Math.max(...corners.map((corner) => corner.y)), page.height) - y;
  return { page: page.number, x, y, width: Math.round(width * 100) / 100, height: Math.round(height * 100) / 100 };
}
