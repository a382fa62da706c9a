import { citation } from './citation.ts';
import { exact } from './exact.ts';
import { execution } from './execution.ts';
import { f1 } from './f1.ts';
import { facts } from './facts.ts';
import { judge } from './judge.ts';
import { likelihood } from './likelihood.ts';
import { rating } from './rating.ts';
import { rougeL } from './rouge-l.ts';
import type { Scorer, ScorerName } from './scorer.ts';
import { similarity } from './similarity.ts';

/** Every scorer of single samples by its name; pairs of them are compared after the run by `comparePairs`. */
export const scorerTable: Readonly<Record<ScorerName, Scorer>> = {
  likelihood,
  f1,
  exact,
  'rouge-l': rougeL,
  facts,
  similarity,
  citation,
  judge,
  execution,
  rating,
};
