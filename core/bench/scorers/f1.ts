import { normalWords } from './normal-form.ts';
import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/**
 * SQuAD's F1 over words: the harmonic mean of precision and recall of the shared words, between 0 and 1. Where one side
 * has no words, 1 when the other has none either (v2.0; the rest is as in v1.1).
 */
export const f1 = {
  name: 'f1',
  needs: 'answer',
  score({ answer, reference }: ScorerInput) {
    if (answer === null) return unscored('The system gave no answer.');
    const said = normalWords(answer);
    const wanted = normalWords(reference);
    const shared = sharedCount(said, wanted);
    return {
      score: said.length + wanted.length === 0 ? 1 : harmonicMean(shared, said.length, wanted.length),
      answerUsed: said.join(' '),
      explanation: `${shared} words shared, of ${said.length} in the answer and ${wanted.length} in the reference.`,
    };
  },
} satisfies Scorer;

/** F-measure of `shared` of `said` and `wanted` items: 2PR / (P + R) with P = shared / said and R = shared / wanted. */
export function harmonicMean(shared: number, said: number, wanted: number): number {
  return shared === 0 ? 0 : (2 * shared) / (said + wanted);
}

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
