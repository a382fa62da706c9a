/** Where text goes: a stream of the process, or a list in a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command may touch of the process. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Lines typed by a person, or piped in. */
  lines(): AsyncIterable<string>;
  /** Aborts when the person interrupts. */
  readonly signal: AbortSignal;
}
