/** Sentences shorter than this may come twice: "Yes." is no loop. */
const fewestWords = 4;

/** Watches streamed text for a sentence that was written before, into which small models fall and never leave. */
export interface RepetitionGuard {
  /** Takes the next piece and gives what may be shown. A sentence that begins as an earlier one did is held back until it differs. */
  push(text: string): { readonly text: string; readonly stopped: boolean };
  /** Gives what was held back, unless it is the beginning of a repetition. */
  flush(): string;
}

/** Lets everything through. */
export const noGuard: RepetitionGuard = { push: (text) => ({ text, stopped: false }), flush: () => '' };

/** A guard for one answer. Once a whole sentence has come again, it gives nothing more. */
export function createRepetitionGuard(): RepetitionGuard {
  const earlier = new Set<string>();
  let sentence = '';
  let shown = 0;
  let stopped = false;

  const repeats = (text: string): boolean => wordCount(text) >= fewestWords && earlier.has(text);
  const mayRepeat = (text: string): boolean => text !== '' && [...earlier].some((known) => known.startsWith(text));

  return {
    push(text) {
      if (stopped) return { text: '', stopped };
      sentence += text;
      let out = '';
      for (let end = sentenceEnd(sentence); end > 0; end = sentenceEnd(sentence)) {
        const whole = sentence.slice(0, end);
        if (repeats(whole.trim())) {
          stopped = true;
          return { text: out, stopped };
        }
        if (wordCount(whole) >= fewestWords) earlier.add(whole.trim());
        out += whole.slice(shown);
        sentence = sentence.slice(end);
        shown = 0;
      }
      if (!mayRepeat(sentence.trim())) {
        out += sentence.slice(shown);
        shown = sentence.length;
      }
      return { text: out, stopped };
    },
    flush() {
      const rest = sentence.trim();
      const held = sentence.slice(shown);
      const isLoop = repeats(rest) || (wordCount(rest) >= fewestWords && mayRepeat(rest));
      sentence = '';
      shown = 0;
      return stopped || isLoop ? '' : held;
    },
  };
}

/** Where the first sentence ends: after a full stop, question or exclamation mark before white space, or after a line break. */
function sentenceEnd(text: string): number {
  // Looked for from the first word alone: from every later one it would take the square of a long sentence's length.
  return /^\s*(?:\S[^\n]*?[.!?](?=\s)|\S[^\n]*\n)/.exec(text)?.[0].length ?? 0;
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
