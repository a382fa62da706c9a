/**
 * The text of a growing answer in parts that are whole: sentences and lines. What is still being written comes with
 * `whole`. Told to a screen reader one by one, so that it reads sentences and not single words.
 */
export function spokenParts(text: string, whole: boolean): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?…]["')\]]*\s+|[。！？]|\n+/g)) {
    const end = match.index + match[0].length;
    const part = text.slice(start, end).trim();
    // "1." and "e.g." end no sentence worth a pause.
    if (part.length < 12 && !match[0].includes('\n')) continue;
    if (part !== '') parts.push(part);
    start = end;
  }
  const rest = text.slice(start).trim();
  if (whole && rest !== '') parts.push(rest);
  return parts;
}
