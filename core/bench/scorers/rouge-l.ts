import { harmonicMean } from './f1.ts';
import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/**
 * ROUGE-L: the F-measure of the longest common subsequence of words, between 0 and 1, as the package rouge-score computes
 * `rougeL` without stemming. Its words are runs of the letters a to z and digits: in other scripts it finds none.
 */
export const rougeL = {
  name: 'rouge-l',
  needs: 'answer',
  score({ answer, reference }: ScorerInput) {
    if (answer === null) return unscored('The system gave no answer.');
    const said = words(answer);
    const wanted = words(reference);
    const common = longestCommonSubsequence(said, wanted);
    return {
      score: harmonicMean(common, said.length, wanted.length),
      answerUsed: said.join(' '),
      explanation: `${common} words in the same order, of ${said.length} in the answer and ${wanted.length} in the reference.`,
    };
  },
} satisfies Scorer;

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Its length, by rows: row[j] is that of what was read of `first` and the first j words of `second`. */
function longestCommonSubsequence(first: readonly string[], second: readonly string[]): number {
  let row = new Uint32Array(second.length + 1);
  for (const word of first) {
    const next = new Uint32Array(second.length + 1);
    for (let j = 1; j <= second.length; j++) {
      next[j] = word === second[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!);
    }
    row = next;
  }
  return row[second.length]!;
}
