import { invariant } from '../../errors.ts';
import { randomBelow } from '../random.ts';

/**
 * One way to write the same prompt: what fields are called and in which letters, what stands between a name and its text,
 * what between fields, and how options are marked (LoRA Soups, §5.4 and Figure 3; the grammar's idea is FormatSpread's,
 * Sclar et al. 2024).
 */
export interface PromptFormat {
  /** From 1. */
  readonly number: number;
  /** Which of a field's names is used. */
  readonly descriptor: number;
  readonly casing: keyof typeof casings;
  /** Between a field's name and its text. */
  readonly separator: string;
  /** Between fields. */
  readonly space: string;
  readonly option: OptionStyle;
}

export interface OptionStyle {
  readonly numbering: keyof typeof numberings;
  /** What stands around the number, `#` being the number. */
  readonly mark: string;
}

/** A field of a prompt: the names it may have, each format choosing one, and its text. */
export interface PromptField {
  readonly names: readonly string[];
  readonly text: string;
}

export interface PromptParts {
  /** What is to be done: the same in every format. */
  readonly instruction: string;
  readonly fields: readonly PromptField[];
  /** Answers to choose from, where there are some. */
  readonly options?: readonly string[];
  /** The names of the field that the answer goes into. */
  readonly answer: readonly string[];
}

/** The prompt in a format, up to where the answer begins; space at its end is left out, since prompts are trimmed. */
export function writePrompt(format: PromptFormat, { instruction, fields, options = [], answer }: PromptParts): string {
  const named = ({ names, text }: PromptField) =>
    `${casings[format.casing](names[format.descriptor % names.length]!)}${format.separator}${text}`;
  const listed = options.map((option, i) => `${optionMark(format.option, i)} ${option}`);
  const lines = [instruction, ...fields.map(named), ...listed, named({ names: answer, text: '' })];
  return lines.join(format.space).trimEnd();
}

/**
 * Formats drawn from the grammar by seed, all different in every name, separator or space: the first ones are the same
 * however many are asked for.
 */
export function promptFormats(seed: number, count = 10): PromptFormat[] {
  const below = randomBelow(seed);
  const draw = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const formats = new Map<string, PromptFormat>();
  invariant(count <= descriptors * separators.length, 'the grammar has fewer formats');
  while (formats.size < count) {
    const format: PromptFormat = {
      number: formats.size + 1,
      descriptor: below(descriptors),
      casing: draw(Object.keys(casings) as (keyof typeof casings)[]),
      separator: draw(separators),
      space: draw(spaces),
      option: { numbering: draw(Object.keys(numberings) as (keyof typeof numberings)[]), mark: draw(marks) },
    };
    const { number: _, option: __, ...written } = format;
    const key = JSON.stringify(written);
    if (!formats.has(key)) formats.set(key, format);
  }
  return [...formats.values()];
}

/** A format in a line, its white space made visible: `SENTENCE: … ⏎ LETTER: … ⏎ ANSWER:`. */
export function formatText(format: PromptFormat, { fields, answer }: Pick<PromptParts, 'fields' | 'answer'>): string {
  const shown = fields.map(({ names }) => ({ names, text: '…' }));
  return writePrompt(format, { instruction: '', fields: shown, answer })
    .slice(format.space.length)
    .replaceAll('\n', ' ⏎ ')
    .replaceAll('\t', ' ⇥ ')
    .replace(/ {2,}/g, ' ');
}

const casings = {
  title: (text: string) => text.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1)),
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
};

const separators = [': ', ':', ' : ', ':\n', '\n', ' - ', ' = ', ':: ', '\t', ' => ', ' | ', ' '] as const;
const spaces = ['\n', '\n\n', ' ', '  ', ', ', '; ', ' || ', ' -- ', '\t', ' <sep> ', ' \n', '.\n'] as const;
const marks = ['#.', '#)', '(#)', '[#]', '<#>', '#:'] as const;
const descriptors = 4;

const numberings = {
  letters: (i: number) => String.fromCharCode(65 + i),
  'small letters': (i: number) => String.fromCharCode(97 + i),
  numbers: (i: number) => String(i + 1),
  'roman numbers': (i: number) => ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'][i] ?? String(i + 1),
};

function optionMark({ numbering, mark }: OptionStyle, i: number): string {
  return mark.replace('#', numberings[numbering](i));
}
