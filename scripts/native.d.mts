/** Makes better-sqlite3 for Electron, once for each version. Gives the reason when it can't be made. */
export function buildNative(options: {
  readonly electron: string;
  readonly platform?: string;
  readonly arch?: string;
}): string | undefined;
