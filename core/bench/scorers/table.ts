import { exact } from './exact.ts';
import { f1 } from './f1.ts';
import { likelihood } from './likelihood.ts';
import type { Scorer, ScorerName } from './scorer.ts';

/** Every scorer by its name. */
export const scorerTable: Readonly<Record<ScorerName, Scorer>> = { likelihood, f1, exact };
