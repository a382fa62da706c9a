/** How far reading one manual may go. Each limit has its own error code. */
export interface ManualLimits {
  /** Size of the file: `manual/too-large`. */
  readonly bytes: number;
  /** `manual/too-many-pages`. */
  readonly pages: number;
  /** Characters on one page: `manual/too-much-text`. */
  readonly charactersPerPage: number;
  /** Characters in the whole manual: `manual/too-much-text`. */
  readonly characters: number;
  /** Milliseconds for opening the file, and for each page: `manual/timeout`. */
  readonly timeoutMs: number;
  /** Milliseconds for recognising the text of one page's picture; a page that takes longer is left out. */
  readonly recognitionMs: number;
  /** Bytes the process may grow by while a page is unpacked: `manual/expands-too-far`. */
  readonly memoryBytes: number;
}

export const defaultLimits: ManualLimits = {
  bytes: 512 * 2 ** 20,
  pages: 10_000,
  charactersPerPage: 1_000_000,
  characters: 100_000_000,
  timeoutMs: 30_000,
  recognitionMs: 180_000,
  memoryBytes: 1.5 * 2 ** 30,
};
