/**
 * The program in an answer: the first fenced block that defines `solution`, else what stands from its definition (and the
 * lines of code just above it) to the next line that is no longer part of it.
 *
 * @returns the reason where there is none, as the rest of a sentence about the answer.
 */
export function programIn(answer: string): { readonly program: string } | { readonly none: string } {
  if (answer.trim() === '') return { none: 'it is empty' };
  const blocks = [...answer.matchAll(fenced)].map((found) => found[1]!);
  const block = blocks.find((text) => definition.test(text));
  if (block !== undefined) return { program: block.trim() };
  const lines = answer.split(/\r?\n/);
  const at = lines.findIndex((line) => definition.test(line));
  if (at < 0) return { none: 'it defines no solution()' };
  let first = at;
  while (first > 0 && aboveIt.test(lines[first - 1]!)) first -= 1;
  const after = lines.slice(at + 1).findIndex((line) => /^\S/.test(line));
  const last = after < 0 ? lines.length : at + 1 + after;
  return { program: lines.slice(first, last).join('\n').trim() };
}

/** A block that was cut off has no end. */
const fenced = /^[ \t]*```[^\n]*\n([\s\S]*?)(?:^[ \t]*```|$(?![\s\S]))/gm;
const definition = /^def solution\s*\(/m;
const aboveIt = /^(?:\s|$|import |from \w|def |@|#|[A-Za-z_]\w* *=)/;
