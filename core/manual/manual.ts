/** One imported document: its pages, the blocks read from them in reading order, and what could not be read well. */
export interface Manual {
  readonly title: string;
  /** SHA-256 of the file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly type: ManualType;
  readonly bytes: number;
  readonly pages: readonly Page[];
  readonly blocks: readonly Block[];
  readonly warnings: readonly ManualWarning[];
}

export type ManualType = 'pdf' | 'markdown' | 'text';

export interface Page {
  /** Counts from 1. */
  readonly number: number;
  /** What the manual itself calls the page: `iv`, `A-3`; the number where it has no labels. */
  readonly label: string;
  /** Points, as the page is shown. 0 for a manual without a layout (Markdown, text). */
  readonly width: number;
  readonly height: number;
  readonly hasText: boolean;
  /** Whether its text is in the file, or was recognised in its picture. */
  readonly readBy: ReadBy;
}

export type ReadBy = 'text' | 'ocr' | 'nothing';

export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table' | 'caption';

export interface Block {
  readonly kind: BlockKind;
  /** Headings alone: 1 (top) to 6. */
  readonly level?: number;
  /** One line of text; a table has one line a row, its cells parted by ` | `. Program text keeps its lines. */
  readonly text: string;
  /** The page on which the block begins. */
  readonly page: number;
  readonly rectangles: readonly Rectangle[];
}

/** Points, origin at the page's top left corner, as the page is shown. */
export interface Rectangle {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type WarningCode =
  | 'page-without-text'
  | 'page-unreadable'
  | 'garbled-text'
  | 'ocr-found-nothing'
  | 'ocr-uncertain'
  | 'ocr-garbled'
  | 'ocr-other-language'
  | 'contents-left-out'
  | 'xfa-form'
  | 'portfolio'
  | 'bad-encoding';

export interface ManualWarning {
  readonly page?: number;
  readonly code: WarningCode;
  readonly message: string;
}
