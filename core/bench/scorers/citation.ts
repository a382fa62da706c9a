import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/** Whether the answer's citations name the page that holds the answer: 1 or 0. */
export const citation = {
  name: 'citation',
  needs: 'answer',
  score({ answer, citations, page }: ScorerInput) {
    if (page === null) return unscored('The suite names no page for this question.');
    if (answer === null) return unscored('The system gave no answer.');
    const pages = [...new Set(citations.map((cited) => cited.page))];
    const found = pages.includes(page);
    const cited = pages.length === 0 ? 'No page is cited' : `Cited: page ${pages.join(', ')}`;
    return {
      score: found ? 1 : 0,
      answerUsed: pages.join(', '),
      explanation: `${cited}; the answer is on page ${page}.`,
    };
  },
} satisfies Scorer;
