/** The paper's prompt for a question (LoRA Soups, Figure 11); the context goes below it. */
export const questionInstruction =
  'You are an expert in generating questions. Based on the given Context, please generate a question whose answer lies in the Context. The question should be to the point and must entail a definite, concise answer in the Context. Focus on specific points and details such that only someone who understands the Context well can answer.';

/** The paper's prompt for its answer (LoRA Soups, Figure 11); context and question go below it. */
export const answerInstruction =
  'You are an expert at reading comprehension. Given the Context, please respond to the Question based on the information in the Context. The answer should at max be one sentence long. Output only the exact answer.';

/** What a model is told, and the passage that it is told about, which each format of prompts puts in its own place. */
export interface DraftPrompt {
  readonly instruction: string;
  readonly context: string;
}

export function questionPrompt(context: string): DraftPrompt {
  return { instruction: questionInstruction, context };
}

export function answerPrompt(context: string, question: string): DraftPrompt {
  return { instruction: `${answerInstruction}\n\nQuestion: ${question}`, context };
}

/** Both in one message, as the paper has them. */
export function messageOf({ instruction, context }: DraftPrompt): string {
  const [told, ...rest] = instruction.split('\n\n');
  return [told, `Context: ${context}`, ...rest].join('\n\n');
}

/** The question in what a model wrote: its first line, without the words, numbers and marks that models put before and around it. */
export function questionIn(written: string): string {
  return firstLine(written.replace(leadIn, ''));
}

/** The answer in what a model wrote: all of it on one line, up to where it begins to ask again. */
export function answerIn(written: string): string {
  const answer = written.trim().replace(leadIn, '');
  return plain(answer.split(/\n\s*(?:\*\*)?(?:Question|Q)\s*:/i)[0]!.replace(/\s+/g, ' '));
}

const leadIn = /^[\s"'*#>-]*(?:(?:question|answer|q|a)\s*\d*\s*:|\d+[.)](?=\s))[\s"'*]*/i;

function firstLine(text: string): string {
  return plain(text.trim().split('\n')[0]!);
}

/** Without Markdown's stars and one pair of quotation marks around it. */
function plain(text: string): string {
  const bare = text
    .trim()
    .replace(/^\*+|\*+$/g, '')
    .trim();
  return /^(["']).*\1$/.test(bare) ? bare.slice(1, -1).trim() : bare;
}
