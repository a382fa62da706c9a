import { normalWords } from './normal-form.ts';
import { type Scorer, unscored } from './scorer.ts';

/** SQuAD v1.1's F1 over words: the harmonic mean of precision and recall of the shared words, between 0 and 1. */
export const f1: Scorer = {
  name: 'f1',
  needs: 'answer',
  score({ answer, reference }) {
    if (answer === null) return unscored('The system gave no answer.');
    const said = normalWords(answer);
    const wanted = normalWords(reference);
    const shared = sharedCount(said, wanted);
    const precision = shared / said.length;
    const recall = shared / wanted.length;
    return {
      score: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall),
      answerUsed: said.join(' '),
      explanation: `${shared} words shared, of ${said.length} in the answer and ${wanted.length} in the reference.`,
    };
  },
};

function sharedCount(said: readonly string[], wanted: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of said) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  return shared;
}
