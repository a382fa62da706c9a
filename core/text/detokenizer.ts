import type { Tokenizer } from './tokenizer.ts';

/** Turns ids into text as they come. */
export interface Detokenizer {
  /** Takes the next id and gives the text that is final now: nothing while a character is incomplete. */
  push(id: number): string;
  /** Gives what was held back; an incomplete character as U+FFFD. */
  flush(): string;
}

/**
 * A detokenizer for one answer. The pieces put together are what `tokenizer.decode` gives for all ids at once, special
 * tokens left out.
 */
export function createDetokenizer(tokenizer: Pick<Tokenizer, 'decode'>): Detokenizer {
  // Ids are decoded behind the ones before them, since what a token gives may depend on its left neighbour (a leading
  // space is dropped at the beginning of a text only).
  let context: readonly number[] = [];
  let pending: number[] = [];
  const decode = (ids: readonly number[]) => tokenizer.decode(ids, { skipSpecial: true });
  const take = (): string => {
    const text = decode([...context, ...pending]).slice(decode(context).length);
    // What decodes to nothing is no context: the next text would be taken for the first one.
    if (text.length > 0) context = pending;
    pending = [];
    return text;
  };
  return {
    push(id) {
      pending.push(id);
      return decode([...context, ...pending]).endsWith('\uFFFD') ? '' : take();
    },
    flush() {
      return pending.length === 0 ? '' : take();
    },
  };
}
