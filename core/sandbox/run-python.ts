import { z } from 'zod';
import { converse, type Outcome } from './converse.ts';
import { defaultLimits, OUTPUT_BYTES, type SandboxLimits } from './limits.ts';
import { loadedPython } from './loaded-python.ts';
import { provenSandbox } from './sandbox.ts';

/** What came of a run of Python. */
export interface PythonResult {
  readonly ended: 'finished' | 'time' | 'memory' | 'error';
  /** The last expression's value; a number as its nearest double, what JSON can't hold as Python's `repr`. */
  readonly value?: number | string | boolean | null;
  /** What it printed, on both streams. */
  readonly printed: string;
  /** Characters that it printed beyond those kept. */
  readonly cut: number;
  /** Why it did not finish. */
  readonly error?: string;
}

/**
 * Runs Python in a process of its own that the operating system restricts: no files but Python's own, no network, no
 * further processes, limited time and memory. The process is ended with its answer; nothing is shared between two runs.
 *
 * @throws AppError `bench/no-sandbox` where this machine can't restrict it; the signal's reason when cancelled.
 */
export async function runPython(
  code: string,
  options: Partial<SandboxLimits> & { readonly signal?: AbortSignal } = {},
): Promise<PythonResult> {
  const { signal, ...given } = options;
  const limits = { ...defaultLimits, ...given };
  const sandbox = await provenSandbox();
  const outcome = await converse(
    sandbox,
    { script: 'run-python.mjs', permissions: true, preamble: await loadedPython(sandbox.files), ...limits },
    { message: JSON.stringify({ code }), ...(signal === undefined ? {} : { signal }) },
  );
  return resultOf(outcome, limits);
}

/** What crosses from the sandbox is whatever the code made of it, and is taken for that. */
const answer = z.strictObject({
  ended: z.enum(['finished', 'memory', 'error']),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]).optional(),
  error: z.string().optional(),
  printed: z.string(),
  cut: z.int().nonnegative(),
});

function resultOf(outcome: Outcome, { timeSeconds, memoryMiB }: SandboxLimits): PythonResult {
  const failed = (ended: PythonResult['ended'], error: string): PythonResult => ({ ended, error, printed: '', cut: 0 });
  switch (outcome.kind) {
    case 'line':
      return answerOf(outcome.line) ?? failed('error', 'What its process wrote is no result.');
    case 'time':
      return failed('time', `It ran for more than ${timeSeconds} s.`);
    case 'memory':
      return failed('memory', `It took more than ${memoryMiB} MiB.`);
    case 'too-much-output':
      return failed('error', `Its process wrote more than ${OUTPUT_BYTES} bytes.`);
    case 'ended':
      return outOfMemory.test(outcome.stderr)
        ? failed('memory', `It took more than ${memoryMiB} MiB.`)
        : failed('error', `Its process ended without a result (${outcome.how}).`);
  }
}

const outOfMemory = /out of memory|allocation failed|bad_alloc/i;

function answerOf(line: string): PythonResult | undefined {
  try {
    const { value, error, ...rest } = answer.parse(JSON.parse(line));
    return { ...rest, ...(value === undefined ? {} : { value }), ...(error === undefined ? {} : { error }) };
  } catch {
    return undefined;
  }
}
