import type { PageLines } from '../layout/furniture.ts';
import type { ReadBy } from '../manual.ts';

/** A page's text as the file holds it, or as its picture shows it. */
export interface ReadPage {
  readonly lines: PageLines;
  readonly readBy: ReadBy;
  /** Why its text is none that a person could read. */
  readonly garbled: string | undefined;
  /** Its picture was looked at, and nothing is on it. */
  readonly blank: boolean;
}

export function textOf({ lines: { regions } }: Pick<ReadPage, 'lines'>): string {
  return regions.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n');
}
