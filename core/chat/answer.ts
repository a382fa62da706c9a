import { createDetokenizer, createStopMatcher, type Tokenizer } from '../text/index.ts';
import { stopStrings } from './prompt.ts';
import { createRepetitionGuard, noGuard } from './repetition.ts';

/** How answers are drawn. */
export interface Generation {
  readonly maxNewTokens: number;
  /** 0: the likeliest token each time. */
  readonly temperature: number;
  readonly topP: number;
  /** 0: no limit. */
  readonly topK: number;
  /** 1: none. */
  readonly repetitionPenalty: number;
}

/** The part of the engine's decoder that writing an answer needs. */
export interface TextGenerator {
  generate(
    prompts: number[][],
    options: Generation & {
      readonly seed: number;
      readonly stopIds: readonly number[];
      readonly signal?: AbortSignal;
      readonly onToken: (row: number, id: number) => 'stop' | undefined;
    },
  ): Promise<{ readonly ids: readonly (readonly number[])[]; readonly finish: readonly Finish[] }>;
}

export type Finish = 'stop' | 'length' | 'cancelled';

export interface Answer {
  readonly text: string;
  /** Tokens written, stop tokens left out. */
  readonly tokens: number;
  readonly finish: Finish;
}

export interface AnswerOptions {
  readonly generation: Generation;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Where an answer ends: at parts of the Alpaca format, unless given. */
  readonly stops?: readonly string[];
  /** A sentence that comes again does not end the answer: lines of programs do. */
  readonly mayRepeat?: boolean;
  /** Called with each piece of the answer that is final: whole characters, nothing of a stop string. */
  readonly onText?: (text: string) => void;
}

/**
 * Writes one answer after a prompt. It ends at a stop token, at a part of the prompt's format, before a sentence that it has written
 * already (unless it may), or at its length.
 */
export async function writeAnswer(
  generator: TextGenerator,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  { generation, seed, signal, stops: endings = stopStrings, mayRepeat = false, onText }: AnswerOptions,
): Promise<Answer> {
  const detokenizer = createDetokenizer(tokenizer);
  const stops = createStopMatcher(endings);
  let text = '';
  let tokens = 0;
  const guard = mayRepeat ? noGuard : createRepetitionGuard();
  let stopped = false;
  const show = (piece: string) => {
    // An answer does not begin with the line break that models put after the prompt.
    const shown = text === '' ? piece.trimStart() : piece;
    if (shown === '') return;
    text += shown;
    onText?.(shown);
  };
  const { finish } = await generator.generate([[...prompt]], {
    ...generation,
    seed,
    stopIds: tokenizer.stopIds,
    ...(signal === undefined ? {} : { signal }),
    onToken: (_row, id) => {
      if (stopped || tokenizer.stopIds.includes(id)) return undefined;
      tokens += 1;
      const found = stops.push(detokenizer.push(id));
      const fresh = guard.push(found.text);
      show(fresh.text);
      stopped = found.stopped || fresh.stopped;
      if (found.stopped) show(guard.flush());
      return stopped ? 'stop' : undefined;
    },
  });
  if (!stopped) {
    const last = stops.push(detokenizer.flush());
    show(guard.push(last.text + stops.flush()).text);
    show(guard.flush());
  }
  return { text: text.trimEnd(), tokens, finish: stopped ? 'stop' : finish[0]! };
}
