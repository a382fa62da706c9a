import { invariant } from '../../errors.ts';
import { type Scorer, type ScorerInput, type ScorerTools, type ToolOptions, unscored } from './scorer.ts';

/** How near the answer's meaning is to the reference's: the cosine of their embeddings, −1 to 1. An empty answer scores 0. */
export const similarity = {
  name: 'similarity',
  needs: 'answer',
  uses: 'embed',
  async score({ answer, reference }: ScorerInput, { embed, signal }: ScorerTools & ToolOptions) {
    if (answer === null) return unscored('The system gave no answer.');
    if (answer.trim() === '') return { score: 0, answerUsed: '', explanation: 'The answer is empty.' };
    invariant(embed !== undefined, 'similarity is scored with an embedder');
    const { vectors, cut } = await embed([answer, reference], signal === undefined ? {} : { signal });
    const cosine = cosineOf(vectors[0]!, vectors[1]!);
    if (!Number.isFinite(cosine)) return unscored('The embeddings have no direction to compare.');
    const part = cut === 0 ? '' : ' One is longer than the model reads: only its beginning counts.';
    const explanation = `Cosine of the embeddings of answer and reference.${part}`;
    return { score: cosine, answerUsed: answer, explanation };
  },
} satisfies Scorer;

/** a·b / (|a| |b|) */
function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  return dot / Math.sqrt(squaresA * squaresB);
}
