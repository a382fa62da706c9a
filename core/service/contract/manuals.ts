import type { Call, Nothing, Range, Removed, Slice } from './call.ts';

export interface ManualCalls {
  /** Reads a file; the same bytes twice are recognised. As a job: cancelled page by page. */
  'manual.import': Call<ImportInput, ImportResult>;
  'manual.list': Call<Nothing, readonly ManualSummary[]>;
  'manual.show': Call<ManualInput, ManualDetail>;
  /** What was read on one page, to stand beside the page itself. */
  'manual.page': Call<ManualPageInput, ManualPage>;
  'manual.search': Call<ManualSearchInput, Slice<FoundPassage>>;
  'manual.rename': Call<ManualInput & { readonly title: string }, ManualSummary>;
  /** @throws `store/in-use` naming the bots and skills that rest on it, unless `withDependants`. */
  'manual.remove': Call<ManualInput & { readonly withDependants?: boolean }, Removed>;
  /** Reads a newer revision, which takes the manual's place in lists; bots keep the old one until they are built again. */
  'manual.replace': Call<ManualInput & ImportInput, ImportResult>;
}

export interface ManualInput {
  readonly manual: string;
}

export type OcrMode = 'auto' | 'always' | 'never';

export interface ImportInput {
  readonly path: string;
  /** Pages without text are read from their picture: `auto` those alone, `always` every page, `never` none. */
  readonly ocr?: OcrMode;
}

export interface ManualSummary {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
  readonly pages: number;
  readonly passages: number;
  readonly warnings: readonly ManualWarning[];
  readonly importedAt: string;
  /** The older manual whose place it took. */
  readonly replaces: string | null;
  /** The newer one that took its place. */
  readonly replacedBy: string | null;
}

export interface ManualWarning {
  readonly page?: number;
  readonly code: string;
  readonly message: string;
}

export interface ImportResult extends ManualSummary {
  /** True when the same bytes had been imported before: nothing was read again. */
  readonly known: boolean;
}

export interface ManualDetail extends ManualSummary {
  readonly report: readonly PageReport[];
  /** What rests on it, and would go with it. */
  readonly dependants: {
    readonly bots: readonly { readonly id: string; readonly name: string }[];
    readonly skills: readonly { readonly id: string; readonly name: string }[];
  };
}

/** What was read on a page, counted. */
export interface PageReport {
  readonly number: number;
  readonly label: string;
  readonly readBy: 'text' | 'ocr' | 'nothing';
  readonly characters: number;
  readonly headings: number;
  readonly paragraphs: number;
  readonly listItems: number;
  readonly tables: number;
  readonly captions: number;
  readonly warnings: readonly ManualWarning[];
}

export interface ManualPageInput extends ManualInput {
  readonly page: number;
}

export interface ManualPage {
  readonly number: number;
  readonly label: string;
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly blocks: readonly ManualBlock[];
  readonly warnings: readonly ManualWarning[];
}

export interface ManualBlock {
  readonly kind: 'heading' | 'paragraph' | 'list-item' | 'table' | 'caption';
  /** Of a heading, from 1. */
  readonly level: number | null;
  readonly text: string;
  readonly rectangles: readonly Rectangle[];
}

/** Points, origin at the page's top left. */
export interface Rectangle {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ManualSearchInput extends Range {
  readonly query: string;
  /** In all manuals when not given. */
  readonly manual?: string;
}

export interface FoundPassage {
  readonly manual: string;
  readonly page: number;
  readonly lastPage: number;
  readonly headings: readonly string[];
  readonly text: string;
  readonly rectangles: readonly Rectangle[];
}
