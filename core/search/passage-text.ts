/** What an embedding model reads of a passage: the headings that it stands under, since they often name what it speaks of, then its text. */
export function passageText({
  headings,
  text,
}: {
  readonly headings: readonly string[];
  readonly text: string;
}): string {
  return [headings.join(' – '), text].filter((part) => part !== '').join('\n');
}
