import type { TFunction } from 'i18next';
import type { BenchReport } from '../../api.ts';

type T = TFunction<'benchmarks'>;

const systems = [
  'base',
  'manual-skill',
  'instruct-skill',
  'skill-1',
  'skill-2',
  'skill-3',
  'skill-4',
  'cat-static',
  'cat-learned',
  'cat-own',
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

const facts = [
  'skill',
  'soup',
  'coefficient',
  'preset',
  'steps',
  'rank',
  'learningRate',
  'device',
  'points',
  'pairs',
  'tooLong',
  'validation',
  'best.density',
  'best.weights',
  'best.score',
  'weights',
  'loss',
  'value',
  'evaluations',
  'seed',
  'budget',
  'questionsWithoutContext',
] as const;

/** The name of something that is told of how a system was made; as it is told where this window knows no other. */
export function factName(t: T, name: string): string {
  const known = facts.find((each) => each === name);
  return known === undefined ? name : t(`facts.${known.replace('.', '-') as Dashed<typeof known>}`);
}

type Dashed<Name extends string> = Name extends `${infer Start}.${infer End}` ? `${Start}-${End}` : Name;

const kinds = ['coefficients', 'data-mix', 'sweep', 'lorahub', 'router'] as const;

export function preparedKind(t: T, kind: string): string {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? kind : t(`kept.kinds.${known}`);
}

/** How a run asked, in one line: its task, seeds, shots, sampling and judge. */
export function settingsText(t: T, { settings, seeds }: Pick<BenchReport, 'settings' | 'seeds'>): string {
  const { task, shots, temperature, topP, maxNewTokens, judge } = settings as Readonly<Record<string, unknown>>;
  return [
    typeof task === 'string' ? taskWords(t, task) : '',
    t('ran.seeds', { count: seeds.length }),
    typeof shots === 'number' ? t('ran.shots', { count: shots }) : '',
    typeof temperature === 'number' ? t('ran.temperature', { value: temperature }) : '',
    typeof topP === 'number' ? t('ran.topP', { value: topP }) : '',
    typeof maxNewTokens === 'number' ? t('ran.tokens', { count: maxNewTokens }) : '',
    typeof judge === 'string' ? t('ran.judge', { name: judge }) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
