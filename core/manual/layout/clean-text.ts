const LIGATURES: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};
const SOFT_HYPHEN = '\u00ad';

/** Ligatures as letters, all spaces as one plain space, no control or zero-width characters. A soft hyphen stays only at the end. */
export function cleanCharacters(text: string): string {
  return (
    text
      .replace(/[ﬀ-ﬆ]/g, (character) => LIGATURES[character] ?? character)
      .replace(/\u00ad(?!\s*$)/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
      .replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u2060\ufeff\ufffe\uffff]/g, '')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
      .replace(/\s+/g, ' ')
  );
}

/** The words of a document, to tell a hyphen that was put in at a line's end from one that belongs to the word. */
export type Vocabulary = ReadonlySet<string>;

export function vocabularyOf(lines: Iterable<string>): Vocabulary {
  const words = new Set<string>();
  for (const line of lines) {
    // The last word may be one half of a hyphenated word, and the first one the other half.
    for (const [word] of line.matchAll(/(?<=[\s(“"'])[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*(?=[\s,.;:!?)”"'])/gu)) {
      words.add(word.toLowerCase());
    }
  }
  return words;
}

/** Two lines of one paragraph as one text: words parted at the line's end are joined, a hyphen of their own kept. */
export function joinLines(first: string, second: string, vocabulary: Vocabulary): string {
  if (first === '' || second === '') return first + second;
  if (first.endsWith(SOFT_HYPHEN)) return first.slice(0, -1) + second;
  if (isWide(first.at(-1)) && isWide(second[0])) return first + second;
  const before = /(\S*[\p{L}\p{N}])([-‐])$/u.exec(first);
  if (!before) return /\S\/$/.test(first) && /:\/\/\S*$/.test(first) ? first + second : `${first} ${second}`;
  const left = before[1] ?? '';
  const right = /^[\p{L}\p{N}]\S*/u.exec(second)?.[0];
  if (right === undefined) return `${first} ${second}`;
  return keepsHyphen(left, right, vocabulary) ? first + second : first.slice(0, -1) + second;
}

function keepsHyphen(left: string, right: string, vocabulary: Vocabulary): boolean {
  // An address, an option or a number; or a name such as Gimp-Print.
  if (/[/@:=_\\]|^-/.test(left) || /[/@=_\\]/.test(right) || !/^\p{Ll}/u.test(right)) return true;
  const start = (/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.exec(left)?.[0] ?? left).toLowerCase();
  const rest = (/^[\p{L}\p{N}]+/u.exec(right)?.[0] ?? right).toLowerCase();
  if (vocabulary.has(start + rest)) return false;
  if (vocabulary.has(`${start}-${rest}`) || start.includes('-')) return true;
  return start.length > 2 && rest.length > 2 && vocabulary.has(start) && vocabulary.has(rest);
}

/** Scripts that are written without spaces between words. */
export function isWide(character: string | undefined): boolean {
  return character !== undefined && /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]/.test(character);
}

/** The share of characters that stand for no known letter: what a font without a usable Unicode map leaves. */
export function garbledShare(text: string): number {
  let bad = 0;
  let all = 0;
  for (const character of text) {
    if (/\s/.test(character)) continue;
    all++;
    if (/[\ufffd\p{Co}\p{Cn}\p{Cc}]/u.test(character)) bad++;
  }
  return all === 0 ? 0 : bad / all;
}
