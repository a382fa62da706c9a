import { normalForm } from './normal-form.ts';
import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/** SQuAD's exact match: 1 when answer and reference have the same normal form, else 0. */
export const exact = {
  name: 'exact',
  needs: 'answer',
  score({ answer, reference }: ScorerInput) {
    if (answer === null) return unscored('The system gave no answer.');
    const said = normalForm(answer);
    const same = said === normalForm(reference);
    return {
      score: same ? 1 : 0,
      answerUsed: said,
      explanation: same ? 'Same normal form.' : 'Another normal form than the reference.',
    };
  },
} satisfies Scorer;
