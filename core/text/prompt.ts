/**
 * An instruction in the Alpaca format (Taori et al. 2023), up to where the response begins: the text ends with
 * `### Response:` and a line break.
 * @param input further material for the instruction; none, or an empty one, gives the format's shorter form.
 */
export function alpacaPrompt(instruction: string, input?: string): string {
  if (input === undefined || input === '') {
    return `Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n### Response:\n`;
  }
  return `Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n### Input:\n${input}\n\n### Response:\n`;
}

/**
 * How a question is put to a bot whose instruction skill was trained in the Alpaca format: the question is the instruction,
 * and a passage of the manual, where one is given, its input.
 */
export function questionPrompt(question: string, { context }: { readonly context?: string } = {}): string {
  return alpacaPrompt(question.trim(), context?.trim());
}
