import type { AddedTokenJson } from './library.ts';

/** A stretch of text as a tokenizer sees it: a special token, or text in which none is meant. */
export type Section =
  | { readonly kind: 'special'; readonly id: number }
  | { readonly kind: 'text'; readonly text: string };

/** Finds special tokens in text, and hides those that someone wrote. */
export interface SpecialTokens {
  /** Cuts text at the special tokens in it, longest first. */
  split(text: string): Section[];
  /**
   * The text with `shield` put into whatever could read as a special token, alone or together with what stands around it.
   * `shield` never stands next to the text's outer white space, so a template that trims still does.
   */
  hide(text: string, shield: string): string;
}

export function specialTokens(added: readonly AddedTokenJson[]): SpecialTokens {
  const special = added.filter((token) => token.special && token.content.length > 0);
  const byContent = new Map(special.map((token) => [token.content, token]));
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = contents.length === 0 ? null : new RegExp(contents.map(literally).join('|'), 'g');

  return {
    split(text) {
      const sections: Section[] = [];
      const pushText = (piece: string) => {
        if (piece.length > 0) sections.push({ kind: 'text', text: piece });
      };
      let from = 0;
      let strip = false;
      for (const match of pattern === null ? [] : text.matchAll(pattern)) {
        const token = byContent.get(match[0])!;
        let before = text.slice(from, match.index);
        if (strip) before = before.trimStart();
        pushText(token.lstrip === true ? before.trimEnd() : before);
        sections.push({ kind: 'special', id: token.id });
        from = match.index + match[0].length;
        strip = token.rstrip === true;
      }
      pushText(strip ? text.slice(from).trimStart() : text.slice(from));
      return sections;
    },

    hide(text, shield) {
      if (pattern === null) return text;
      const core = text.trim();
      if (core.length === 0) return text;
      let hidden = breakTokens(core, contents, shield);
      if (contents.some((token) => startsInside(core, token))) hidden = shield + hidden;
      if (contents.some((token) => endsInside(core, token))) hidden += shield;
      const start = text.length - text.trimStart().length;
      return text.slice(0, start) + hidden + text.slice(start + core.length);
    },
  };
}

/** Puts the shield after the first character of every special token in the text, overlapping ones too. */
function breakTokens(text: string, contents: readonly string[], shield: string): string {
  const breaks = new Set<number>();
  for (const token of contents) {
    for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1)) breaks.add(at + 1);
  }
  let hidden = '';
  let from = 0;
  for (const at of [...breaks].sort((a, b) => a - b)) {
    hidden += text.slice(from, at) + shield;
    from = at;
  }
  return hidden + text.slice(from);
}

/** Whether a token that began before the text could go on at its start: the text begins with an end of it, or lies inside it. */
function startsInside(text: string, token: string): boolean {
  for (let length = 1; length < token.length; length++) if (text.startsWith(token.slice(-length))) return true;
  return text.length < token.length && token.includes(text);
}

/** Whether the text ends with a beginning of the token, which what follows could complete. */
function endsInside(text: string, token: string): boolean {
  for (let length = 1; length < token.length; length++) if (text.endsWith(token.slice(0, length))) return true;
  return false;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
