import type { ScorerInput } from '../../../core/bench/index.ts';

/** What a scorer sees of a sample that has nothing but an answer and a reference, and what is given besides. */
export function inputOf(answer: string | null, reference: string, more: Partial<ScorerInput> = {}): ScorerInput {
  return {
    question: 'q',
    reference,
    context: null,
    page: null,
    answer,
    citations: [],
    logLikelihoods: null,
    rating: null,
    ...more,
  };
}
