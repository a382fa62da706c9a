import { type ChatMessage, questionPrompt, type Tokenizer } from '../text/index.ts';

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
  /** Who the bot is and how it is to answer, in a person's words; before everything else. */
  readonly systemPrompt?: string;
  /** `chat`: the model's own template, where it has one; `alpaca` unless given. */
  readonly format?: 'alpaca' | 'chat';
  /** Room for the prompt, in tokens. */
  readonly maxTokens: number;
}

/** A prompt that fits, and what went into it. */
export interface FittedPrompt {
  readonly ids: number[];
  /** So many passages, the best first. */
  readonly passages: number;
  /** So many exchanges, the last ones. */
  readonly turns: number;
}

/**
 * The prompt that a bot answers a question from: the Alpaca format that instruction skills are trained in, earlier exchanges
 * before it in the same form. What does not fit is left out: first old exchanges, then the last passages.
 */
export function fitPrompt(tokenizer: Tokenizer, question: string, options: PromptOptions): FittedPrompt {
  const { passages = [], history = [], systemPrompt = '', format = 'alpaca', maxTokens } = options;
  const lead = systemPrompt.trim() === '' ? '' : `${systemPrompt.trim()}\n\n`;
  const attempts = [
    ...range(history.length).map((skipped) => ({ history: history.slice(skipped), passages })),
    ...range(passages.length).map((left) => ({ history: [], passages: passages.slice(0, passages.length - left) })),
    { history: [], passages: [] },
  ];
  let fitted: FittedPrompt = { ids: [], passages: 0, turns: 0 };
  for (const attempt of attempts) {
    const ids =
      format === 'chat' && tokenizer.hasChatTemplate
        ? tokenizer.renderChat(chatMessages(question, attempt, systemPrompt), { addGenerationPrompt: true })
        : tokenizer.encode(lead + promptText(question, attempt.passages, attempt.history), { addSpecial: true });
    fitted = { ids, passages: attempt.passages.length, turns: attempt.history.length };
    if (ids.length <= maxTokens) return fitted;
  }
  return fitted;
}

/** The ids of {@link fitPrompt}. */
export function promptIds(tokenizer: Tokenizer, question: string, options: PromptOptions): number[] {
  return fitPrompt(tokenizer, question, options).ids;
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

function chatMessages(
  question: string,
  { passages, history }: { readonly passages: readonly string[]; readonly history: readonly Turn[] },
  systemPrompt: string,
): ChatMessage[] {
  const system = systemPrompt.trim();
  return [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    ...history.flatMap(({ question: asked, answer }): ChatMessage[] => [
      { role: 'user', content: asked },
      { role: 'assistant', content: answer },
    ]),
    { role: 'user', content: [question.trim(), ...passages].join('\n\n') },
  ];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
