import { AppError } from '../errors.ts';
import { randomBelow } from './random.ts';

/** Which of a suite's questions are asked, and which are set aside: by their places in the suite. */
export interface Split {
  /** Worked examples before each question. */
  readonly shots: readonly number[];
  /** What systems are tuned on. */
  readonly validation: readonly number[];
  /** What all systems are asked and scored on. */
  readonly test: readonly number[];
}

/**
 * Sets questions aside, drawn by seed: shots are the first of those that systems are tuned on.
 *
 * @param validation how many questions systems may be tuned on.
 * @throws AppError `bench/bad-suite` when none is left to ask.
 */
export function splitSuite(
  questions: number,
  { shots, validation, seed }: { readonly shots: number; readonly validation: number; readonly seed: number },
): Split {
  const aside = Math.max(shots, validation);
  if (aside >= questions) {
    throw new AppError(
      'bench/bad-suite',
      `The suite has ${questions} ${questions === 1 ? 'question' : 'questions'}; ${aside} are set aside (${shots} as worked examples, ${validation} to tune systems on), so none is left to ask.`,
      { hint: 'Use fewer shots, fewer validation questions, or a larger suite.' },
    );
  }
  const below = randomBelow(seed);
  const places = Array.from({ length: questions }, (_, i) => i);
  // Fisher–Yates, as far as it is needed
  for (let i = 0; i < aside; i++) {
    const other = i + below(questions - i);
    [places[i], places[other]] = [places[other]!, places[i]!];
  }
  const drawn = places.slice(0, aside);
  return {
    shots: drawn.slice(0, shots),
    validation: drawn.slice(0, validation).sort((a, b) => a - b),
    test: places.slice(aside).sort((a, b) => a - b),
  };
}

/** How many questions to tune on: a fifth of the suite and at least the five that LoRA Hub asks for. */
export function validationSize(questions: number): number {
  return Math.max(5, Math.round(questions / 5));
}
