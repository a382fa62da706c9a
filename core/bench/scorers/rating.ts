import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/** A person's rating of the answer, 0 to 2; unscored until somebody gives one. */
export const rating = {
  name: 'rating',
  needs: 'answer',
  score({ rating: given, answer }: ScorerInput) {
    if (given === null) return unscored('Nobody has rated this answer.');
    return { score: given, answerUsed: answer, explanation: 'As a person rated it.' };
  },
} satisfies Scorer;
