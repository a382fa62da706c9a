import type { Example } from '../engine/index.ts';
import { AppError, invariant } from '../errors.ts';
import type { Tokenizer } from '../text/index.ts';

/** A piece of a manual, as the reader of manuals gives it. */
export interface ManualBlock {
  /** `heading`, `paragraph`, `list-item`, `table`, `caption`. */
  readonly kind: string;
  /** Of a heading, 1 for the outermost. */
  readonly level?: number;
  /** Of a table: one line a row. */
  readonly text: string;
}

/** How a manual is cut into training examples. */
export interface StudyRecipe {
  /** Lengths of the windows in tokens; each goes over the whole text. The paper: 20 and 100 (appendix B.2). */
  readonly windowLengths: readonly number[];
  /** Share of a window's own text after which the next one begins: 1 (the default) scores each token once, 0.5 twice. */
  readonly stride?: number;
  /** Lead a window with the headings that it stands under. */
  readonly headingContext: boolean;
  /** At most this many examples, taken evenly over all windows; null for all. */
  readonly maxExamples: number | null;
}

/** The examples of a manual, and what they were taken from. */
export interface ManualStudy {
  readonly examples: Example[];
  /** Windows before `maxExamples`. More than there are examples: some of the text goes unlearned, and a person should know. */
  readonly windows: number;
  /** Tokens of the manual's text. */
  readonly tokens: number;
}

/**
 * A manual's text in windows of tokens, for learning it by heart: {@link studyManual} without the counts.
 * @throws AppError `study/empty` when the blocks hold no text.
 */
export function manualExamples(blocks: readonly ManualBlock[], tokenizer: Tokenizer, recipe: StudyRecipe): Example[] {
  return studyManual(blocks, tokenizer, recipe).examples;
}

/**
 * A manual's text in windows of tokens. No window is longer than its length, and with stride 1 every token but the text's
 * first one is scored exactly once at each length.
 *
 * A window leads with context that is not scored but counts in its length: with `headingContext` the path of headings it
 * stands under, as `Heading > Sub` and a line break, unless it begins with them itself; outer headings are left out until
 * the path takes at most a quarter of the window. Where no heading fits, the context is the one token before.
 * @throws AppError `study/empty` when the blocks hold no text.
 */
export function studyManual(blocks: readonly ManualBlock[], tokenizer: Tokenizer, recipe: StudyRecipe): ManualStudy {
  const { windowLengths, stride = 1, headingContext, maxExamples } = recipe;
  invariant(windowLengths.length > 0 && windowLengths.every((n) => n >= 2), 'a window has two tokens or more');
  invariant(stride > 0 && stride <= 1, 'the stride is a share of a window');

  const sections = sectionsOf(blocks).map(({ path, text }) => ({ path, ids: tokenizer.encode(text) }));
  const tokens = sections.reduce((sum, section) => sum + section.ids.length, 0);
  if (tokens === 0) {
    throw new AppError('study/empty', 'The manual holds no text to learn from.', {
      command: 'If its pages are scanned images, import it again with text recognition (--ocr always).',
    });
  }
  const paths = headingContext ? headingPaths(tokenizer) : () => [];
  const windows = windowLengths.flatMap((length) => windowsOf(sections, length, stride, paths));
  return { examples: evenly(windows, maxExamples), windows: windows.length, tokens };
}

interface Section {
  readonly path: readonly string[];
  readonly ids: readonly number[];
}

/** Text under one path of headings. Encoded apart from its neighbours, so that a token never spans two. */
function sectionsOf(blocks: readonly ManualBlock[]): { path: string[]; text: string }[] {
  const sections: { path: string[]; parts: string[] }[] = [];
  const levels: { level: number; text: string }[] = [];
  let previous: ManualBlock | undefined;
  for (const block of blocks) {
    const text = block.text.trim();
    if (text.length === 0) continue;
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      while (levels.length > 0 && levels.at(-1)!.level >= level) levels.pop();
      levels.push({ level, text: text.replace(/\s+/g, ' ') });
    }
    if (block.kind === 'heading' || sections.length === 0) {
      sections.push({ path: levels.map((heading) => heading.text), parts: [] });
    }
    // Items of one list follow line on line; everything else is a paragraph of its own.
    const { parts } = sections.at(-1)!;
    const sameList = previous?.kind === 'list-item' && block.kind === 'list-item';
    if (parts.length > 0) parts.push(sameList ? '\n' : '\n\n');
    parts.push(text);
    previous = block;
  }
  return sections.map(({ path, parts }) => ({ path, text: `${parts.join('')}\n\n` }));
}

function windowsOf(
  sections: readonly Section[],
  length: number,
  stride: number,
  pathContext: (path: readonly string[], most: number) => readonly number[],
): Example[] {
  const ids = sections.flatMap((section) => section.ids);
  const windows: Example[] = [];
  let sectionIndex = 0;
  let sectionStart = 0;
  for (let start = 0; start < ids.length; ) {
    while (start >= sectionStart + sections[sectionIndex]!.ids.length) {
      sectionStart += sections[sectionIndex]!.ids.length;
      sectionIndex++;
    }
    const { path } = sections[sectionIndex]!;
    const outer = start === sectionStart ? path.slice(0, -1) : path;
    const headings = pathContext(outer, Math.floor(length / 4));
    const context = headings.length > 0 ? headings : ids.slice(Math.max(0, start - 1), start);
    const text = ids.slice(start, start + length - context.length);
    // A text of one token has nothing before it to be learned from.
    if (context.length + text.length > 1) windows.push({ ids: [...context, ...text], lossStart: context.length });
    if (start + text.length >= ids.length) break;
    start += Math.max(1, Math.floor(text.length * stride));
  }
  return windows;
}

/** The longest end of a heading path that takes at most `most` tokens, as ids. */
function headingPaths(tokenizer: Tokenizer): (path: readonly string[], most: number) => readonly number[] {
  const encoded = new Map<string, readonly number[]>();
  const encode = (text: string) => {
    const ids = encoded.get(text) ?? tokenizer.encode(text);
    encoded.set(text, ids);
    return ids;
  };
  return (path, most) => {
    for (let from = 0; from < path.length; from++) {
      const ids = encode(`${path.slice(from).join(' > ')}\n`);
      if (ids.length <= most) return ids;
    }
    return [];
  };
}

function evenly<T>(items: readonly T[], most: number | null): T[] {
  if (most === null || items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
