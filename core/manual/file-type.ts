import { extname } from 'node:path';
import { AppError } from '../errors.ts';
import type { ManualType } from './manual.ts';

const MARKDOWN_EXTENSIONS = ['.md', '.markdown'];
const TEXT_EXTENSIONS = ['.txt', '.text'];

/**
 * What a file is, by its first bytes and its name.
 * @throws AppError `manual/empty`, `manual/not-a-pdf` (named so, but something else), `manual/unsupported-type`.
 */
export function typeOf(path: string, data: Uint8Array): ManualType {
  const extension = extname(path).toLowerCase();
  if (data.length === 0) throw new AppError('manual/empty', `${path} holds nothing (0 bytes).`);
  const start = Buffer.from(data.subarray(0, 1024)).toString('latin1');
  // A PDF may have a kilobyte of other things before its header; a text may speak of one.
  const isText = TEXT_EXTENSIONS.includes(extension) || MARKDOWN_EXTENSIONS.includes(extension);
  if (isText ? start.startsWith('%PDF-') : start.includes('%PDF-')) return 'pdf';
  if (extension === '.pdf') {
    const found = contentName(data);
    const message = `${path} is named .pdf but is ${found ?? 'no PDF: it does not begin as one'}.`;
    throw new AppError('manual/not-a-pdf', message, { hint: 'Export or print the manual as a PDF.' });
  }
  if (MARKDOWN_EXTENSIONS.includes(extension)) return 'markdown';
  if (TEXT_EXTENSIONS.includes(extension)) return 'text';
  throw new AppError('manual/unsupported-type', `${path} is neither a PDF nor Markdown (.md) nor text (.txt).`, {
    hint: 'Export or print the manual as a PDF.',
  });
}

/** A few kinds of file that are often met under another name. */
function contentName(data: Uint8Array): string | undefined {
  const start = Buffer.from(data.subarray(0, 512)).toString('latin1');
  const known: readonly (readonly [string | RegExp, string])[] = [
    ['\u00ff\u00d8\u00ff', 'a JPEG picture'],
    ['\u0089PNG', 'a PNG picture'],
    ['GIF8', 'a GIF picture'],
    ['PK\u0003\u0004', 'a ZIP archive (or an office document)'],
    ['\u00d0\u00cf\u0011\u00e0', 'an old office document'],
    ['%!PS', 'a PostScript file'],
    [/^\s*<(!doctype|html|\?xml)/i, 'a web page'],
    ['\u001f\u008b', 'a compressed file'],
    ['{\\rtf', 'an RTF document'],
  ];
  return known.find(([sign]) => (typeof sign === 'string' ? start.startsWith(sign) : sign.test(start)))?.[1];
}
