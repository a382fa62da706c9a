import type { ChatInput, Message, RegenerateInput } from '../../api.ts';

/** An answer under way, or one that failed and may be tried again. */
export interface Run {
  readonly id: number;
  readonly asks:
    | { readonly kind: 'send'; readonly input: ChatInput }
    | { readonly kind: 'regenerate'; readonly input: RegenerateInput };
  readonly bot: string;
  /** The message that it stands after: the one before the question, or the question that is answered again. */
  readonly parent: string | null;
  /** Of the kept question, once the host told it. */
  readonly asked: string | null;
  readonly text: string;
  /** Messages that were there before it. */
  readonly known: ReadonlySet<string>;
  /** Pieces of the answer so far, and when the first and the last came (ms). */
  readonly pieces: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly stopping: boolean;
  /** Why it ended without an answer; null while it goes. */
  readonly error: unknown;
}

/** Whether these messages hold the answer that a run was to give: the host went on with it when this window could not see it. */
export function isAnswered({ asks, parent, known }: Run, messages: readonly Message[]): boolean {
  const added = messages.filter(({ id }) => !known.has(id));
  const questions =
    asks.kind === 'regenerate'
      ? [parent]
      : added
          .filter((each) => each.role === 'user' && each.parent === parent && each.content === asks.input.question)
          .map(({ id }) => id);
  return added.some((each) => each.role === 'assistant' && questions.includes(each.parent));
}

export function withPiece<Answer extends Pick<Run, 'text' | 'pieces' | 'firstAt' | 'lastAt'>>(
  run: Answer,
  text: string,
  now: number,
): Answer {
  return { ...run, text: run.text + text, pieces: run.pieces + 1, firstAt: run.firstAt ?? now, lastAt: now };
}

/** Tokens a second so far; null before the second one. */
export function rateOf({ pieces, firstAt, lastAt }: Pick<Run, 'pieces' | 'firstAt' | 'lastAt'>): number | null {
  if (firstAt === null || lastAt === null || lastAt <= firstAt) return null;
  return (pieces - 1) / ((lastAt - firstAt) / 1000);
}
