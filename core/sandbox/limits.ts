/** What a program in the sandbox may use. */
export interface SandboxLimits {
  /** From the code's being handed over to its end. */
  readonly timeSeconds: number;
  /** Beyond what Node and Python have when the code begins. */
  readonly memoryMiB: number;
}

export const defaultLimits: SandboxLimits = { timeSeconds: 10, memoryMiB: 256 };

/** Starting Node and loading Python, on a slow and busy machine. */
export const startSeconds = 60;

/** What a program may say in all, its answer included: more than that is no answer. */
export const OUTPUT_BYTES = 262_144;
