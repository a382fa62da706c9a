import { invariant } from '../../errors.ts';
import { programIn } from '../code/program.ts';
import {
  type ProgramResult,
  type Scorer,
  type ScorerInput,
  type ScorerTools,
  type ToolOptions,
  unscored,
} from './scorer.ts';

/**
 * 1 when the answer's program gives the reference's number, to less than 0.001 as in PAL (Gao et al., 2023); else 0, with
 * the reason. A program that can't be run, or does not end, is a wrong answer.
 */
export const execution = {
  name: 'execution',
  needs: 'answer',
  uses: 'runPython',
  async score({ answer, reference }: ScorerInput, { runPython, signal }: ScorerTools & ToolOptions) {
    if (answer === null) return unscored('The system gave no answer.');
    const expected = numberIn(reference);
    if (expected === undefined) return unscored(`The reference "${reference}" is no number.`);
    invariant(runPython !== undefined, 'execution is scored with something that runs Python');
    const found = programIn(answer);
    if ('none' in found) return { score: 0, answerUsed: null, explanation: `no code: ${found.none}` };
    const result = await runPython(`${found.program}\nsolution()`, signal === undefined ? {} : { signal });
    const right = result.ended === 'finished' && isNear(numberOf(result.value), expected);
    return { score: right ? 1 : 0, answerUsed: found.program, explanation: reason(result, expected) };
  },
} satisfies Scorer;

const TOLERANCE = 1e-3;

function isNear(found: number | undefined, expected: number): boolean {
  return found !== undefined && Math.abs(found - expected) < TOLERANCE;
}

function reason({ ended, value, error }: ProgramResult, expected: number): string {
  if (ended !== 'finished') return `${ended}: ${error}`;
  return `found ${value === null || value === undefined ? 'None' : String(value)}, expected ${expected}`;
}

/** As Python's `float` reads a value. */
function numberOf(value: ProgramResult['value']): number | undefined {
  if (typeof value === 'string') return numberIn(value);
  return value === null || value === undefined ? undefined : Number(value);
}

function numberIn(text: string): number | undefined {
  const plain = text.trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}
