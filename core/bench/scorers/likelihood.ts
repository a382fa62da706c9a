import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/** Mean log-likelihood of a reference token (natural logarithm; 0 is certainty, higher is better). */
export const likelihood = {
  name: 'likelihood',
  needs: 'likelihood',
  score({ logLikelihoods }: ScorerInput) {
    if (logLikelihoods === null) return unscored('The likelihood of the reference was not measured.');
    const tokens = logLikelihoods.length;
    if (tokens === 0) return unscored('The reference has no tokens.');
    let sum = 0;
    for (let i = 0; i < tokens; i++) sum += logLikelihoods[i]!;
    if (!Number.isFinite(sum)) return unscored('A reference token has no finite likelihood.');
    return { score: sum / tokens, answerUsed: null, explanation: `Mean over ${tokens} reference tokens.` };
  },
} satisfies Scorer;
