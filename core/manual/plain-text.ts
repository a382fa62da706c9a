import { basename, extname } from 'node:path';
import { AppError } from '../errors.ts';
import { joinLines, type Vocabulary, vocabularyOf } from './layout/clean-text.ts';
import { sectionDepth } from './layout/headings.ts';
import { listMarker } from './layout/lists.ts';
import type { Block, ManualWarning } from './manual.ts';
import type { ManualContent } from './pdf/read-pdf.ts';
import { paginate } from './virtual-pages.ts';

export interface DecodedText {
  readonly text: string;
  readonly warnings: readonly ManualWarning[];
}

const MAX_CONTROL_SHARE = 0.02;

/**
 * Bytes as text: by a byte order mark, else UTF-8, else UTF-16 without a mark, else Windows-1252 (which holds Latin-1).
 * @throws AppError `manual/not-text` for binary data, `manual/empty` for nothing but white space.
 */
export function decodeText(path: string, data: Uint8Array): DecodedText {
  const { text, warnings } = decode(path, data);
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  if (plain.trim() === '') throw new AppError('manual/empty', `${path} holds nothing but white space.`);
  return { text: plain, warnings };
}

function decode(path: string, data: Uint8Array): DecodedText {
  if (data[0] === 0xff && data[1] === 0xfe) return clean('utf-16le', data);
  if (data[0] === 0xfe && data[1] === 0xff) return clean('utf-16be', data);
  const sample = data.subarray(0, 65_536);
  const zeros = [0, 0];
  for (let index = 0; index < sample.length; index++)
    if (sample[index] === 0) zeros[index % 2] = (zeros[index % 2] as number) + 1;
  const [even, odd] = zeros as [number, number];
  if (even + odd > 0) {
    const half = sample.length / 2;
    if (odd > half * 0.4 && even < half * 0.02) return clean('utf-16le', data);
    if (even > half * 0.4 && odd < half * 0.02) return clean('utf-16be', data);
    throw notText(path);
  }
  if (controlShare(sample) > MAX_CONTROL_SHARE) throw notText(path);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(data), warnings: [] };
  } catch {
    const text = new TextDecoder('utf-8').decode(data);
    const broken = text.split('\ufffd').length - 1;
    const whole = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
    if (whole <= broken) return { text: new TextDecoder('windows-1252').decode(data), warnings: [] };
    const message = `${broken} characters are not valid UTF-8 and were replaced.`;
    return { text, warnings: [{ code: 'bad-encoding', message }] };
  }
}

function clean(encoding: string, data: Uint8Array): DecodedText {
  return { text: new TextDecoder(encoding).decode(data).replaceAll('\0', ''), warnings: [] };
}

function controlShare(data: Uint8Array): number {
  let controls = 0;
  for (const byte of data) if ((byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) && byte !== 0) controls++;
  return controls / Math.max(1, data.length);
}

function notText(path: string): AppError {
  return new AppError('manual/not-text', `${path} holds binary data, not text.`, {
    hint: 'Export or print the manual as a PDF.',
  });
}

/** Paragraphs, list items and what looks like a heading. Form feeds part pages; without them a page is about 3,000 characters. */
export function readText(text: string, path: string): Omit<ManualContent, 'warnings'> {
  const vocabulary = vocabularyOf(text.length < 5_000_000 ? text.split('\n') : []);
  const parts = text.split('\f').map((part) => paragraphsOf(part).flatMap((lines) => blocksOf(lines, vocabulary)));
  const { pages, blocks } = paginate(parts);
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? basename(path, extname(path));
  return { title, pages, blocks };
}

function paragraphsOf(text: string): string[][] {
  const paragraphs: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (line.trim() === '') paragraphs.push([]);
    else (paragraphs.at(-1) as string[]).push(line.trimEnd());
  }
  return paragraphs.filter((lines) => lines.length > 0);
}

type Draft = Omit<Block, 'page' | 'rectangles'>;

function blocksOf(lines: readonly string[], vocabulary: Vocabulary): Draft[] {
  const [first = '', second = ''] = lines;
  const underline = /^(=+|-+|~+)$/.exec(second.trim())?.[0];
  if (underline && underline.length > 2 && first.length < 200) {
    const rest = lines.slice(2);
    const heading: Draft = { kind: 'heading', level: underline.startsWith('=') ? 1 : 2, text: onePlainLine(first) };
    return [heading, ...(rest.length > 0 ? blocksOf(rest, vocabulary) : [])];
  }
  if (lines.length === 1 && isHeading(first)) {
    return [{ kind: 'heading', level: Math.min(6, sectionDepth(first.trim()) ?? 1), text: onePlainLine(first) }];
  }
  if (isPreformatted(lines))
    return [{ kind: 'paragraph', text: lines.map((line) => line.replace(/\t/g, '  ')).join('\n') }];
  const drafts: { kind: 'paragraph' | 'list-item'; text: string }[] = [];
  for (const line of lines) {
    const plain = onePlainLine(line);
    const marker = listMarker(plain);
    const last = drafts.at(-1);
    if (marker && (!last || last.kind === 'list-item' || /[.:;!?]$/.test(last.text))) {
      drafts.push({ kind: 'list-item', text: marker.kept + marker.text });
    } else if (last) last.text = joinLines(last.text, plain, vocabulary);
    else drafts.push({ kind: 'paragraph', text: plain });
  }
  return drafts;
}

function isHeading(line: string): boolean {
  const text = line.trim();
  if (text.length > 80 || /[.,;:!?]$/.test(text) || !/\p{L}{2}/u.test(text) || /^\s{8}/.test(line)) return false;
  return (
    /^\d+(\.\d+)*[.)]?\s+\p{Lu}/u.test(text) ||
    (text === text.toUpperCase() && text !== text.toLowerCase() && text.length > 3)
  );
}

/** Columns made with spaces: a drawing, a listing or a table, whose lines must stay. */
function isPreformatted(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.filter((line) => /\S {3,}\S|\t\S/.test(line.trimStart())).length > lines.length / 2;
}

function onePlainLine(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
