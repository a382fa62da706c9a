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

const COMBINING: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  ˇ: '\u030c',
  '˚': '\u030a',
};

/** Accents that a typesetter put as signs of their own before the letter (`Br¨oker`) as parts of the letter. */
export function composeAccents(text: string): string {
  return text.replace(/([¨´ˆ˜ˇ˚])(\p{L})/gu, (all, accent: string, letter: string) => {
    const base = letter === 'ı' ? 'i' : letter;
    const composed = (base + COMBINING[accent]).normalize('NFC');
    return composed.length === 1 ? composed : all;
  });
}

/** What a document tells about its hyphens: which one at a line's end was put in there, and which belongs to its word. */
export interface Vocabulary {
  readonly words: ReadonlySet<string>;
  /** The document parts words at line ends, as far as its own words can tell. */
  readonly partsWords: boolean;
}

export function vocabularyOf(lines: readonly string[]): Vocabulary {
  const words = new Set<string>();
  for (const line of lines) {
    // The last word may be one half of a hyphenated word, and the first one the other half.
    for (const [word] of line.matchAll(/(?<=[\s(“"'])[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*(?=[\s,.;:!?)”"'])/gu)) {
      words.add(word.toLowerCase());
    }
  }
  let parted = 0;
  let compound = 0;
  lines.forEach((line, index) => {
    const { start, rest } = halves(line, lines[index + 1] ?? '') ?? {};
    if (!start || !rest) return;
    if (words.has(start + rest)) parted++;
    else if (words.has(`${start}-${rest}`) || (words.has(start) && words.has(rest))) compound++;
  });
  return { words, partsWords: parted > compound };
}

function halves(first: string, second: string): { start: string; rest: string } | undefined {
  if (!/[-‐]$/.test(first)) return undefined;
  const start = /([\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*)[-‐]$/u.exec(first)?.[1];
  const capitals = start !== undefined && /^\p{Lu}{2,}$/u.test(start);
  const rest = (capitals ? /^\p{Lu}{2,}/u : /^\p{Ll}[\p{L}\p{N}]*/u).exec(second)?.[0];
  return start && rest ? { start: start.toLowerCase(), rest: rest.toLowerCase() } : undefined;
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
  if (/[/@:=_\\]|^-/.test(left) || /[/@=_\\]/.test(right)) return true;
  const parts = halves(`${left}-`, right);
  if (!parts) return true;
  const { start, rest } = parts;
  if (vocabulary.words.has(start + rest)) return false;
  if (vocabulary.words.has(`${start}-${rest}`) || start.includes('-') || !vocabulary.partsWords) return true;
  return start.length > 3 && rest.length > 3 && vocabulary.words.has(start) && vocabulary.words.has(rest);
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

const ENOUGH_SIGNS = 100;

/**
 * Whether text of many letters is no language written in them: what a font gives whose map names wrong letters, or signs in their
 * place. Every language in Latin letters has vowels, a third of them or more; lists of codes have letters at least.
 */
export function isImplausible(text: string): boolean {
  const signs = text.match(/[^\s.…_\-–—·•|]/gu)?.length ?? 0;
  if (signs < ENOUGH_SIGNS) return false;
  const meant = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (meant < 0.35 * signs) return true;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const vowels =
    text
      .normalize('NFD')
      .toLowerCase()
      .match(/[aeiouyæøœı]/g)?.length ?? 0;
  return latin >= ENOUGH_SIGNS && latin > 0.5 * meant && vowels < 0.2 * latin;
}
