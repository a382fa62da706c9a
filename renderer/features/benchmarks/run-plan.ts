import type { BenchInput, BenchOptions, ScorerChoice, SystemChoice, SystemEffort, TaskChoice } from '../../api.ts';

/** A benchmark as it is being chosen. Numbers are what is typed: empty for the task's own. */
export interface RunPlan {
  readonly target: string;
  /** A suite's name, `ownFile`, or `countedLetters`. */
  readonly suite: string;
  /** Names of suites that are put besides, each in a run of its own. */
  readonly otherSuites: ReadonlySet<string>;
  readonly file: string;
  readonly letters: LetterPlan;
  /** Empty for the suite's own. */
  readonly task: string;
  readonly systems: ReadonlySet<string>;
  /** Null for the task's own. */
  readonly scorers: ReadonlySet<string> | null;
  readonly judge: JudgePlan;
  readonly seeds: string;
  readonly limit: string;
  readonly numbers: Readonly<Record<SettingName, string>>;
}

/** Questions on letters that are made for the run. */
export interface LetterPlan {
  readonly format: string;
  readonly seed: string;
  readonly count: string;
  readonly choices: boolean;
}

export interface JudgePlan {
  readonly where: 'here' | 'endpoint';
  /** A base model of this home. */
  readonly local: string;
  readonly url: string;
  readonly model: string;
  readonly key: string;
}

export const settingNames = ['shots', 'temperature', 'topP', 'maxNewTokens', 'repetitionPenalty'] as const;
export type SettingName = (typeof settingNames)[number];

/** In place of a suite's name: a file of one's own. */
export const ownFile = 'file';
/** In place of a suite's name: letters counted, in a format of choice. No suite of one's own may be called so. */
export const countedLetters = 'letters:';

/** The task's own in each. */
const noNumbers: RunPlan['numbers'] = { shots: '', temperature: '', topP: '', maxNewTokens: '', repetitionPenalty: '' };

/** What is checked at first: what needs no work, on the first suite that asks about what the bot speaks from. */
export function firstPlan(target: string, options: BenchOptions): RunPlan {
  const suite = options.suites.find(({ fits }) => fits) ?? options.suites[0];
  // Many suites give no context to read: open book is for who wants it.
  const ready = options.systems.filter(
    ({ name, usable, takes, fetches }) => usable && takes === 'nothing' && !fetches && name !== 'open-book',
  );
  return {
    target,
    suite: suite?.name ?? ownFile,
    otherSuites: new Set(),
    file: '',
    letters: { format: String(options.letters[0]?.number ?? 1), seed: '0', count: '100', choices: false },
    task: '',
    systems: new Set(ready.map(({ name }) => name)),
    scorers: null,
    judge: { where: 'here', local: '', url: '', model: '', key: '' },
    seeds: '1',
    limit: '',
    numbers: noNumbers,
  };
}

export const efforts = ['nothing', 'tuning', 'training'] as const satisfies readonly SystemEffort[];

/** Systems by what making them takes. Single skills by their place are shown where a blend has such, and no reason why not elsewhere. */
export function byEffort(systems: readonly SystemChoice[]): Readonly<Record<SystemEffort, readonly SystemChoice[]>> {
  const shown = systems.filter(({ name, usable }) => usable || !/^skill-\d$/.test(name));
  const taking = (effort: SystemEffort) => shown.filter(({ takes }) => takes === effort);
  return { nothing: taking('nothing'), tuning: taking('tuning'), training: taking('training') };
}

/** The task that a plan comes to. */
export function taskOf(plan: RunPlan, { suites, tasks }: BenchOptions): TaskChoice | undefined {
  const named = suites.find(({ name }) => name === plan.suite)?.task;
  const own = plan.suite === countedLetters ? 'letters' : (named ?? 'qabot');
  return tasks.find(({ name }) => name === (plan.task === '' ? own : plan.task));
}

/** The scorers that a plan comes to, in the order they are offered in. */
export function scorersOf(plan: RunPlan, options: BenchOptions): readonly ScorerChoice[] {
  const chosen = plan.scorers ?? new Set(taskOf(plan, options)?.scorers);
  return options.scorers.filter(({ name, usable }) => usable && chosen.has(name));
}

export function needsJudge(plan: RunPlan, options: BenchOptions): boolean {
  return scorersOf(plan, options).some(({ needs }) => needs === 'judge');
}

/** Whether questions are set aside, to tune systems on. */
export function tunes(plan: RunPlan, { systems }: BenchOptions): boolean {
  return systems.some(({ name, takes }) => takes === 'tuning' && plan.systems.has(name));
}

/** What is still missing; null when it can begin. */
export function missingIn(
  plan: RunPlan,
  options: BenchOptions,
): 'questions' | 'count' | 'systems' | 'scorers' | 'judge' | null {
  if (plan.suite === ownFile && plan.file.trim() === '') return 'questions';
  if (plan.suite === countedLetters && !(Number(plan.letters.count) > 0)) return 'count';
  if (plan.systems.size === 0) return 'systems';
  if (scorersOf(plan, options).length === 0) return 'scorers';
  return needsJudge(plan, options) && judgeText(plan.judge) === null ? 'judge' : null;
}

/** The call's input. Scorers and numbers that are the task's own are left to it. */
export function inputOf(plan: RunPlan, options: BenchOptions): BenchInput {
  const { target, task, scorers, judge } = plan;
  const judged = needsJudge(plan, options) ? judgeText(judge) : null;
  const numbers = settingNames.flatMap((name) => {
    const value = numberIn(plan.numbers[name]);
    return value === null ? [] : [[name, value] as const];
  });
  const limit = numberIn(plan.limit);
  return {
    target,
    suite: suiteOf(plan),
    systems: options.systems.flatMap(({ name }) => (plan.systems.has(name) ? [name] : [])).join(','),
    ...(task === '' ? {} : { task }),
    ...(scorers === null
      ? {}
      : {
          scorers: scorersOf(plan, options)
            .map(({ name }) => name)
            .join(','),
        }),
    ...(judged === null ? {} : { judge: judged }),
    ...(judged !== null && judge.where === 'endpoint' && judge.key !== '' ? { judgeKey: judge.key } : {}),
    seeds: Math.max(1, numberIn(plan.seeds) ?? 1),
    ...(limit === null || limit < 1 ? {} : { limit }),
    ...Object.fromEntries(numbers),
  };
}

/** The same plan for another bot, without the systems that it lacks. */
export function planFor(plan: RunPlan, target: string, options: BenchOptions): RunPlan {
  const lacking = new Set(lackedBy(plan, options));
  return { ...plan, target, systems: new Set([...plan.systems].filter((name) => !lacking.has(name))) };
}

/** A plan for each of its suites. One of another task is put and scored as that task is. */
export function plansOf(plan: RunPlan, options: BenchOptions): readonly RunPlan[] {
  const task = taskOf(plan, options);
  const others = options.suites.filter(({ name }) => name !== plan.suite && plan.otherSuites.has(name));
  return [
    plan,
    ...others.map(({ name }) => {
      const other = { ...plan, suite: name, task: '' };
      return taskOf(other, options)?.name === task?.name ? other : { ...other, scorers: null, numbers: noNumbers };
    }),
  ];
}

/** The chosen systems that a bot with these options can't be asked as. */
export function lackedBy(plan: RunPlan, { systems }: BenchOptions): readonly string[] {
  return [...plan.systems].filter((name) => !systems.some((system) => system.name === name && system.usable));
}

function suiteOf({ suite, file, letters: { format, seed, count, choices } }: RunPlan): string {
  if (suite === ownFile) return file.trim();
  if (suite !== countedLetters) return suite;
  return `letters:${format}:${numberIn(seed) ?? 0}:${Number(count)}${choices ? ':choices' : ''}`;
}

/** `local:MODEL` or `URL#MODEL`; null while something of it is missing. */
export function judgeText({ where, local, url, model }: JudgePlan): string | null {
  if (where === 'here') return local === '' ? null : `local:${local}`;
  return url.trim() === '' || model.trim() === '' ? null : `${url.trim()}#${model.trim()}`;
}

/** A typed number, with a point or a comma; null for nothing. */
export function numberIn(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}
