import { questionScores, type SystemName, skillTable } from '../bench/index.ts';
import type { RunRow, Store } from '../store/index.ts';
import type { SkillTable } from './contract.ts';
import { questionsIn, ratedSamples } from './run-scores.ts';

/**
 * The paper's Table 1 of a run that has the base model, two single skills and their blend, all scored by running programs;
 * undefined for any other run.
 */
export function skillTableOf(store: Store, run: RunRow): SkillTable | undefined {
  const scored = store.runs.systems(run.id).flatMap(({ name, scores }) => ('execution' in scores ? [name] : []));
  const singles = singlePairs.find((pair) => pair.every((name) => scored.includes(name)));
  const blend = blends.find((name) => scored.includes(name));
  if (singles === undefined || blend === undefined || !scored.includes('base')) return undefined;
  const samples = ratedSamples(store, run.id);
  const of = (name: string) => questionScores(samples, name as SystemName, 'execution', questionsIn(samples));
  const [first, second] = singles;
  const table = skillTable({ neither: of('base'), first: of(first), second: of(second), both: of(blend) });
  return { ...table, systems: { neither: 'base', first, second, both: blend } };
}

const singlePairs = [
  ['skill-1', 'skill-2'],
  ['manual-skill', 'instruct-skill'],
] as const;
const blends = ['cat-learned', 'cat-learned-best', 'cat-learned-paper', 'cat-static'];
