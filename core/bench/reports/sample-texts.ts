import type { ReportedAnswer, ReportedVerdict, RunReport } from './run-report.ts';

/** A score of one answer, or its rating, and why it is so; raw text. */
export interface ScoreText {
  readonly name: string;
  readonly value: string;
  /** Empty where nothing is said. */
  readonly why: string;
}

/** What scorers gave an answer, and after them what a person did. */
export function scoreTexts({ scores, explanations, rating, note }: ReportedAnswer): ScoreText[] {
  const scored = Object.entries(scores)
    .filter(([name]) => name !== 'rating')
    .map(([name, value]) => ({
      name,
      value: value === null ? '–' : value.toFixed(3),
      why: explanations[name] ?? '',
    }));
  return rating === null ? scored : [...scored, { name: 'rating', value: String(rating), why: note }];
}

/** Which of two answers a judge found better. */
export function outcomeText({ first, second, outcome }: ReportedVerdict): string {
  switch (outcome) {
    case 1:
      return `${first} is better than ${second}`;
    case 0:
      return `${second} is better than ${first}`;
    case 0.5:
      return `neither ${first} nor ${second} is better`;
    case null:
      return `no verdict on ${first} and ${second}`;
  }
}

/** Of which seed an answer is, after its system's name; empty in a run of one. */
export function seedText(seed: number, { seeds }: RunReport): string {
  return seeds.length > 1 ? ` (seed ${seed})` : '';
}
