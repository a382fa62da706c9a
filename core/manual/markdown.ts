import { basename, extname } from 'node:path';
import { Lexer, type Token, type Tokens } from 'marked';
import type { Block } from './manual.ts';
import type { ManualContent } from './pdf/read-pdf.ts';
import { readText } from './plain-text.ts';
import { paginate } from './virtual-pages.ts';

type Draft = Omit<Block, 'page' | 'rectangles'>;

/** Beyond these a file is no document written by people, and the parser's time is no longer in proportion to its size. */
const MAX_CHARACTERS = 5_000_000;
const MAX_LINE = 100_000;
const MAX_INLINE = 10_000;

/** Blocks of a Markdown document. Raw HTML gives its text alone; scripts, styles and comments give nothing. */
export function readMarkdown(text: string, path: string): Omit<ManualContent, 'warnings'> {
  const tokens = lex(withoutFrontMatter(text));
  if (!tokens) return readText(text, path);
  const drafts = tokens.flatMap((token) => draftsOf(token)).filter((draft) => draft.text.trim() !== '');
  const { pages, blocks } = paginate([drafts]);
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? basename(path, extname(path));
  return { title, pages, blocks };
}

function lex(text: string): Token[] | undefined {
  if (text.length > MAX_CHARACTERS || text.split('\n').some((line) => line.length > MAX_LINE)) return undefined;
  try {
    // Blocks alone: what stands inside a line is read block by block, within a limit.
    return new Lexer({ gfm: true }).blockTokens(text, []);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function draftsOf(token: Token): Draft[] {
  switch (token.type) {
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth, text: inline(token.text) }];
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', text: inline(token.text ?? '') }];
    case 'code':
      return [{ kind: 'paragraph', text: token.text }];
    case 'blockquote':
      return (token.tokens ?? []).flatMap((inner) => draftsOf(inner));
    case 'list':
      return (token as Tokens.List).items.flatMap((item, index) => itemDrafts(item, token as Tokens.List, index));
    case 'table':
      return [{ kind: 'table', text: tableText(token as Tokens.Table) }];
    case 'html':
      return [{ kind: 'paragraph', text: htmlText(token.text ?? token.raw) }];
    default:
      return [];
  }
}

function itemDrafts(item: Tokens.ListItem, list: Tokens.List, index: number): Draft[] {
  const marker = list.ordered ? `${Number(list.start || 1) + index}. ` : '';
  const inner = item.tokens.flatMap((token) => draftsOf(token));
  const [first, ...rest] = inner;
  if (first?.kind !== 'paragraph') return inner;
  return [{ kind: 'list-item', text: marker + first.text }, ...rest];
}

function tableText({ header, rows }: Tokens.Table): string {
  const line = (cells: readonly Tokens.TableCell[]) => cells.map((cell) => inline(cell.text)).join(' | ');
  return [header, ...rows].map(line).join('\n');
}

/** The text that a reader sees: no emphasis marks, link targets or pictures. */
function inline(source: string): string {
  if (source.length > MAX_INLINE) return oneLine(htmlText(source));
  return oneLine(htmlText(plain(Lexer.lexInline(source, { gfm: true }))));
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'br') return ' ';
      if (token.type === 'html') return token.raw;
      if (token.type === 'image') return token.text;
      return 'tokens' in token && token.tokens
        ? plain(token.tokens)
        : escapeTags('text' in token ? String(token.text) : '');
    })
    .join('');
}

// So that a `<` written as text is not taken for a tag's.
const LESS = '\ue0fe';

function escapeTags(text: string): string {
  return text.replaceAll('<', LESS);
}

function oneLine(text: string): string {
  return text.replaceAll(LESS, '<').replace(/\s+/g, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text between tags, each part of the source looked at once. */
export function htmlText(html: string): string {
  let text = '';
  let position = 0;
  for (;;) {
    const open = html.indexOf('<', position);
    if (open === -1) break;
    text += html.slice(position, open);
    const next = html[open + 1] ?? '';
    if (!/[a-z/!?]/i.test(next)) {
      text += '<';
      position = open + 1;
      continue;
    }
    position = tagEnd(html, open);
    if (/^<(\/?(p|div|br|li|tr|td|th|h\d|ul|ol|table))\b/i.test(html.slice(open, open + 12))) text += ' ';
  }
  text += html.slice(position);
  return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi, (all, name: string) => entity(name) ?? all).trim();
}

function tagEnd(html: string, open: number): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open);
  const name = /^<(script|style|template)\b/i.exec(html.slice(open, open + 10))?.[1];
  return name ? after(html, '>', afterClosing(html, name, open)) : after(html, '>', open);
}

function afterClosing(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}`, 'gi');
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
}

function after(html: string, mark: string, from: number): number {
  const index = html.indexOf(mark, from);
  return index === -1 ? html.length : index + mark.length;
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : undefined;
}

function withoutFrontMatter(text: string): string {
  const end = text.startsWith('---\n') ? text.indexOf('\n---\n', 4) : -1;
  return end === -1 ? text : text.slice(end + 5);
}
