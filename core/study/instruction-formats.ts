import type { ChatMessage } from '../text/index.ts';

/** One instruction with its response, or a conversation of several. */
export interface Instruction {
  /** What the person asks (first). */
  readonly instruction: string;
  /** Material for the instruction, where the data set keeps it apart. */
  readonly input?: string;
  /** The response (the first one). */
  readonly output: string;
  /** The whole conversation, where it is more than one instruction and its response. */
  readonly turns?: readonly ChatMessage[];
}

/**
 * A record of a data set as an instruction, or what is wrong with it, as the rest of a sentence that begins with the
 * record's number.
 */
export function instructionOf(record: unknown): Instruction | string {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return 'is no object';
  const fields = record as Fields;
  if (fields.conversations !== undefined) return conversation(fields.conversations, 'conversations', shareGpt, fields);
  if (fields.messages !== undefined) return conversation(fields.messages, 'messages', openAi, fields);
  if (fields.instruction !== undefined || fields.output !== undefined) return alpaca(fields);
  if (fields.query !== undefined || fields.response !== undefined) return queried(fields);
  const keys = Object.keys(fields);
  const found = keys.length === 0 ? 'it is empty' : `it has ${keys.slice(0, 6).join(', ')}`;
  return `has neither "instruction", "query", "conversations" nor "messages"; ${found}`;
}

/** MetaMathQA's records. */
function queried({ query, response }: Fields): Instruction | string {
  if (!isText(query)) return 'has no "query" text';
  if (!isText(response)) return 'has no "response" text';
  return { instruction: query, output: response };
}

interface Fields {
  readonly [key: string]: unknown;
  readonly conversations?: unknown;
  readonly messages?: unknown;
  readonly instruction?: unknown;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly query?: unknown;
  readonly response?: unknown;
  readonly system?: unknown;
  readonly history?: unknown;
}

function alpaca({ instruction, input, output, system, history }: Fields): Instruction | string {
  if (!isText(instruction)) return 'has no "instruction" text';
  if (!isText(output)) return 'has no "output" text';
  if (input !== undefined && input !== null && typeof input !== 'string') return 'has an "input" that is no text';
  const single = { instruction, output, ...(isText(input) ? { input } : {}) };

  const past = history ?? [];
  if (!Array.isArray(past)) return 'has a "history" that is no list';
  const turns: ChatMessage[] = isText(system) ? [{ role: 'system', content: system }] : [];
  for (const [i, pair] of past.entries()) {
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(isText))
      return `has a "history" whose entry ${i + 1} is no pair of texts`;
    turns.push({ role: 'user', content: pair[0] as string }, { role: 'assistant', content: pair[1] as string });
  }
  if (turns.length === 0) return single;
  turns.push({ role: 'user', content: isText(input) ? `${instruction}\n\n${input}` : instruction });
  turns.push({ role: 'assistant', content: output });
  return { ...single, turns };
}

/** Reads one turn, or says what is wrong with it. */
type TurnReader = (turn: Fields) => ChatMessage | string;

const shareGptRoles: ReadonlyMap<unknown, ChatMessage['role']> = new Map([
  ['human', 'user'],
  ['user', 'user'],
  ['gpt', 'assistant'],
  ['assistant', 'assistant'],
  ['chatgpt', 'assistant'],
  ['system', 'system'],
]);

const shareGpt: TurnReader = ({ from, value }) => {
  const role = shareGptRoles.get(from);
  if (role === undefined) return `comes from ${shown(from)}, and human, gpt and system are known`;
  return isText(value) ? { role, content: value } : 'has no "value" text';
};

const openAiRoles: ReadonlyMap<unknown, ChatMessage['role']> = new Map([
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', 'system'],
  ['developer', 'system'],
]);

const openAi: TurnReader = (turn) => {
  const role = openAiRoles.get(turn.role);
  if (role === undefined) return `has the role ${shown(turn.role)}, and system, user and assistant are known`;
  const content = Array.isArray(turn.content) ? joinedParts(turn.content) : turn.content;
  return isText(content) ? { role, content } : 'has no "content" text';
};

/** OpenAI's content in parts; undefined where one of them is no text. */
function joinedParts(parts: readonly unknown[]): string | undefined {
  const texts = parts.map((part) => {
    const { type, text } = (part ?? {}) as Fields;
    return type === 'text' && typeof text === 'string' ? text : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** Turns in the order that chat templates take: a system message if any, then user and assistant by turns. */
function conversation(list: unknown, key: string, read: TurnReader, { system }: Fields): Instruction | string {
  if (!Array.isArray(list)) return `has "${key}" that is no list`;
  const turns: ChatMessage[] = [];
  if (isText(system)) turns.push({ role: 'system', content: system });
  for (const [i, item] of list.entries()) {
    const turn = typeof item === 'object' && item !== null ? read(item as Fields) : 'is no object';
    if (typeof turn === 'string') return `has "${key}" whose turn ${i + 1} ${turn}`;
    const wrong = outOfOrder(turns.at(-1)?.role, turn.role);
    if (wrong !== undefined) return `has "${key}" whose turn ${i + 1} ${wrong}`;
    turns.push(turn);
  }
  const instruction = turns.find((turn) => turn.role === 'user');
  const output = turns.find((turn) => turn.role === 'assistant');
  if (instruction === undefined || output === undefined) return `has "${key}" without an answer to learn`;
  return { instruction: instruction.content, output: output.content, turns };
}

function outOfOrder(before: ChatMessage['role'] | undefined, role: ChatMessage['role']): string | undefined {
  if (role === 'system') return before === undefined ? undefined : 'is a system message behind others';
  if (role === before) return `is another one by the ${role}`;
  if (role === 'assistant' && before !== 'user') return 'answers before anything was asked';
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim().length > 0;
}

function shown(value: unknown): string {
  return value === undefined ? 'nobody' : JSON.stringify(value);
}
