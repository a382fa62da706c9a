import type { Example } from '../engine/index.ts';
import { alpacaPrompt, type ChatMessage, type Tokenizer } from '../text/index.ts';
import type { Instruction } from './instruction-formats.ts';
import { turnsOf } from './instructions.ts';

/** How instructions become token sequences. */
export interface InstructionRecipe {
  /** The longest example, in tokens. */
  readonly maxTokens: number;
  /** `alpaca`: the Alpaca format; `chat`: the model's own chat template. */
  readonly format: 'alpaca' | 'chat';
}

/** Examples, and what did not fit into them. */
export interface InstructionStudy {
  readonly examples: Example[];
  /** Examples whose response was cut at `maxTokens`; these don't end with an end token. */
  readonly cut: number;
  /** Responses left out because their prompt alone takes `maxTokens` or more. */
  readonly dropped: number;
}

/**
 * Instructions as training examples, the loss on the response alone. A conversation gives one example for each of the
 * assistant's turns, what went before being its prompt. An example ends with the token that ends a turn.
 *
 * The prompt's ids are those that the prompt has when it stands alone, as it does when the bot is asked.
 * @throws AppError `text/bad-template` for the format `chat`, where the model's template refuses a conversation.
 */
export function instructionExamples(
  instructions: readonly Instruction[],
  tokenizer: Tokenizer,
  { maxTokens, format }: InstructionRecipe,
): InstructionStudy {
  const exchange = format === 'chat' ? chatExchange : alpacaExchange;
  const examples: Example[] = [];
  let cut = 0;
  let dropped = 0;
  for (const instruction of instructions) {
    for (const { prompt, response } of exchanges(instruction, (turns) => exchange(turns, tokenizer, instruction))) {
      if (prompt.length >= maxTokens) {
        dropped++;
        continue;
      }
      const ids = [...prompt, ...response];
      if (ids.length > maxTokens) cut++;
      examples.push({ ids: ids.slice(0, maxTokens), lossStart: prompt.length });
    }
  }
  return { examples, cut, dropped };
}

interface Exchange {
  readonly prompt: readonly number[];
  readonly response: readonly number[];
}

/** One exchange for each turn of the assistant; `make` gets the conversation up to and including it. */
function exchanges(instruction: Instruction, make: (turns: readonly ChatMessage[]) => Exchange): Exchange[] {
  const turns = turnsOf(instruction);
  return turns.flatMap((turn, i) => (turn.role === 'assistant' ? [make(turns.slice(0, i + 1))] : []));
}

function chatExchange(turns: readonly ChatMessage[], tokenizer: Tokenizer): Exchange {
  const prompt = tokenizer.renderChat(turns.slice(0, -1), { addGenerationPrompt: true });
  const whole = tokenizer.renderChat(turns);
  const rest = whole.slice(prompt.length);
  const end = rest.findIndex((id) => tokenizer.stopIds.includes(id));
  if (startsWith(whole, prompt) && end > 0) return { prompt, response: rest.slice(0, end + 1) };
  // The template writes a past turn otherwise than one to be completed (without the model's thoughts, say).
  return { prompt, response: [...tokenizer.encode(turns.at(-1)!.content), tokenizer.eosId] };
}

function alpacaExchange(turns: readonly ChatMessage[], tokenizer: Tokenizer, instruction: Instruction): Exchange {
  const text = instruction.turns === undefined ? singlePrompt(instruction) : conversationPrompt(turns.slice(0, -1));
  const prompt = tokenizer.encode(text, { addSpecial: true });
  const answer = turns.at(-1)!.content;
  const whole = tokenizer.encode(text + answer, { addSpecial: true });
  const response = startsWith(whole, prompt) ? whole.slice(prompt.length) : tokenizer.encode(answer);
  return { prompt, response: [...response, tokenizer.eosId] };
}

function singlePrompt({ instruction, input }: Instruction): string {
  return alpacaPrompt(instruction, input);
}

/** The Alpaca format knows one instruction; later ones follow in the same form, and a system message leads the first. */
function conversationPrompt(turns: readonly ChatMessage[]): string {
  const system = turns.find((turn) => turn.role === 'system');
  let prompt = '';
  for (const { role, content } of turns) {
    if (role === 'assistant') prompt += `${content}\n\n`;
    if (role !== 'user') continue;
    if (prompt === '') prompt = alpacaPrompt(system === undefined ? content : `${system.content}\n\n${content}`);
    else prompt += `### Instruction:\n${content}\n\n### Response:\n`;
  }
  return prompt;
}

function startsWith(ids: readonly number[], start: readonly number[]): boolean {
  return start.every((id, i) => ids[i] === id);
}
