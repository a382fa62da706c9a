/** What the program was started with. */
export interface Arguments {
  /** The command line after `--cli`; undefined when a window is wanted. */
  readonly command: readonly string[] | undefined;
  /** `--home DIR`, which the command line reads by itself. */
  readonly home: string | undefined;
}

/**
 * Reads `process.argv` of main: the program, in a checkout the application's folder, switches that are Chromium's, ours.
 * Everything after `--cli` belongs to the command.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const cli = argv.indexOf('--cli');
  if (cli >= 0) return { command: argv.slice(cli + 1), home: undefined };
  const at = argv.findIndex((text) => text === '--home' || text.startsWith('--home='));
  const found = argv[at];
  if (found === undefined) return { command: undefined, home: undefined };
  const home = found === '--home' ? argv[at + 1] : found.slice('--home='.length);
  return { command: undefined, home: home === '' ? undefined : home };
}
