import { type SuiteQuestion, splitSuite, type Task, type TaskSettings, validationSize } from '../../bench/index.ts';
import { AppError } from '../../errors.ts';
import type { PromptedPair } from '../tasks/schemas.ts';

/** A suite as a run puts it: which questions, after which worked examples. */
export interface PutSuite {
  /** Places of the questions that are asked. */
  readonly asked: readonly number[];
  /** Those that systems are tuned on, with their references. */
  readonly validation: readonly PromptedPair[];
  /** Whether an answer may say a line twice. */
  readonly mayRepeat: boolean;
  /** A question as a model reads it. */
  readonly put: (question: SuiteQuestion) => Required<Omit<PromptedPair, 'answer'>>;
}

/** @throws AppError `bench/bad-suite` when too many questions are set aside; `service/bad-request` for more shots than the task has. */
export function putSuite(
  questions: readonly SuiteQuestion[],
  task: Task,
  { shots, tuned, seed }: Pick<TaskSettings, 'shots'> & { readonly tuned: boolean; readonly seed: number },
): PutSuite {
  const validation = tuned ? validationSize(questions.length) : 0;
  const own = task.examples?.slice(0, shots);
  if (own !== undefined && own.length < shots) {
    throw new AppError(
      'service/bad-request',
      `The task has ${own.length} worked examples, and ${shots} were asked for.`,
    );
  }
  const split = splitSuite(questions.length, { shots: own === undefined ? shots : 0, validation, seed });
  const at = (places: readonly number[]) => places.map((place) => questions[place]!);
  const put = (question: SuiteQuestion, examples: readonly SuiteQuestion[]) => {
    const prompt = task.prompt(question, examples);
    return { question: prompt.question, history: [...prompt.shots], passages: openBook(task, question) };
  };
  const examples = own ?? at(split.shots);
  return {
    asked: split.test,
    // A question is no worked example of itself.
    validation: at(split.validation).map((question) => ({
      ...put(
        question,
        examples.filter((example) => example !== question),
      ),
      answer: task.reference?.(question) ?? question.answer,
    })),
    mayRepeat: task.mayRepeat ?? false,
    put: (question) => put(question, examples),
  };
}

function openBook({ openBook: given }: Task, { context }: SuiteQuestion): string[] {
  return given && context !== undefined ? [context] : [];
}
