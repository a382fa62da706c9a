import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../errors.ts';
import type { ChatMessage } from '../text/index.ts';
import { type Instruction, instructionOf } from './instruction-formats.ts';

/**
 * Reads instructions to learn from. Knows Alpaca (`instruction`, `input`, `output`, also with `system` and `history`),
 * ShareGPT (`conversations`) and OpenAI (`messages`) records, in a JSON list or as JSON lines; each record tells its own
 * format.
 * @throws AppError `study/bad-data` naming the first record that is wrong and why; `study/empty` for a file without records.
 */
export function readInstructions(path: string): Instruction[] {
  const name = basename(path);
  const records = parseRecords(readText(path, name), name);
  if (records.length === 0) {
    throw new AppError('study/empty', `${name} holds no records.`, {
      hint: 'Give a JSON list of {"instruction", "input", "output"} records, for one.',
    });
  }
  return records.map(({ value, place }) => {
    const found = instructionOf(value);
    if (typeof found === 'string') throw badData(name, `${place} ${found}`);
    return found;
  });
}

/** The conversation of an instruction: its turns, or the one exchange that it is. */
export function turnsOf(instruction: Instruction): readonly ChatMessage[] {
  if (instruction.turns !== undefined) return instruction.turns;
  const input = instruction.input === undefined ? '' : `\n\n${instruction.input}`;
  return [
    { role: 'user', content: instruction.instruction + input },
    { role: 'assistant', content: instruction.output },
  ];
}

interface DataRecord {
  readonly value: unknown;
  /** For messages: `record 3`, with the line where it is one. */
  readonly place: string;
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new AppError('study/bad-data', `${name} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function parseRecords(text: string, name: string): DataRecord[] {
  if (text.trim().length === 0) return [];
  const whole = parse(text);
  if (Array.isArray(whole)) return whole.map((value, i) => ({ value, place: `record ${i + 1}` }));
  if (whole !== undefined) return [{ value: whole, place: 'record 1' }];
  if (text.trimStart().startsWith('[')) throw badData(name, `it is no valid JSON: ${whyNot(text)}`);

  const lines = text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [{ line, number: i + 1 }]));
  return lines.map(({ line, number }, i) => {
    const place = `record ${i + 1} (line ${number})`;
    const value = parse(line);
    if (value === undefined) throw badData(name, `${place} is no valid JSON: ${whyNot(line)}`);
    return { value, place };
  });
}

/** undefined, which no JSON text means, for invalid JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function whyNot(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

function badData(name: string, what: string): AppError {
  return new AppError('study/bad-data', `${name}: ${what}`, {
    hint: 'Records are Alpaca (instruction, input, output), ShareGPT (conversations) or OpenAI (messages).',
  });
}
