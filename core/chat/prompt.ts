import { questionPrompt, type Tokenizer } from '../text/index.ts';

/** An exchange of the same conversation, before the question. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
}

export interface PromptOptions {
  /** Passages of the manual that the model may read, the best first. None: it answers from what it learned. */
  readonly passages?: readonly string[];
  /** Earlier exchanges, the oldest first. */
  readonly history?: readonly Turn[];
  /** Room for the prompt, in tokens. */
  readonly maxTokens: number;
}

/**
 * The ids that a bot answers a question from: the Alpaca format that instruction skills are trained in, earlier exchanges
 * before it in the same form. What does not fit is left out: first old exchanges, then the last passages.
 */
export function promptIds(tokenizer: Tokenizer, question: string, options: PromptOptions): number[] {
  const { passages = [], history = [], maxTokens } = options;
  const attempts = [
    ...range(history.length).map((skipped) => ({ history: history.slice(skipped), passages })),
    ...range(passages.length).map((left) => ({ history: [], passages: passages.slice(0, passages.length - left) })),
    { history: [], passages: [] },
  ];
  let ids: number[] = [];
  for (const attempt of attempts) {
    ids = tokenizer.encode(promptText(question, attempt.passages, attempt.history), { addSpecial: true });
    if (ids.length <= maxTokens) return ids;
  }
  return ids;
}

/** Where an answer has run into the next part of the format: nothing from there on belongs to it. */
export const stopStrings: readonly string[] = ['\n### ', '\n\nBelow is an instruction'];

function promptText(question: string, passages: readonly string[], history: readonly Turn[]): string {
  const context = passages.length === 0 ? {} : { context: passages.join('\n\n') };
  const [first, ...later] = history;
  if (first === undefined) return questionPrompt(question, context);
  const before = [first, ...later].map(({ question: asked, answer }, i) =>
    i === 0 ? `${questionPrompt(asked)}${answer}` : `### Instruction:\n${asked.trim()}\n\n### Response:\n${answer}`,
  );
  const input = passages.length === 0 ? '' : `### Input:\n${passages.join('\n\n')}\n\n`;
  return [...before, `### Instruction:\n${question.trim()}\n\n${input}### Response:\n`].join('\n\n');
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
