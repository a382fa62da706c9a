import type { TFunction } from 'i18next';

type T = TFunction<'benchmarks'>;

const systems = [
  'base',
  'manual-skill',
  'instruct-skill',
  'skill-1',
  'skill-2',
  'cat-static',
  'cat-learned',
  'cat-learned-paper',
  'cat-learned-best',
  'data-mix',
  'data-mix-plain',
  'linear',
  'ties',
  'dare',
  'lorahub',
  'router',
  'retrieval',
  'retrieval-base',
  'open-book',
] as const;

/** What a system is, in words; nothing for one that this window does not know. */
export function systemWords(t: T, name: string): string | undefined {
  const known = systems.find((each) => each === name);
  return known === undefined ? undefined : t(`systemWords.${known}`);
}

const scorers = [
  'likelihood',
  'f1',
  'exact',
  'rouge-l',
  'facts',
  'similarity',
  'citation',
  'judge',
  'pairwise',
  'execution',
  'rating',
] as const;

export function scorerWords(t: T, name: string): string | undefined {
  const known = scorers.find((each) => each === name);
  return known === undefined ? undefined : t(`scorerWords.${known}`);
}

const tasks = ['qabot', 'gsm-hard', 'reading', 'letters'] as const;

export function taskWords(t: T, name: string): string {
  const known = tasks.find((each) => each === name);
  return known === undefined ? name : t(`taskWords.${known}`);
}
