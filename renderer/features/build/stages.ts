import type { BuildResult, JobDetail, RecipeJson } from '../../api.ts';
import type { Curves } from '../../state/home.ts';
import { shareDone } from '../../state/jobs.ts';

/** The stages of a build that are worth a line, in order. */
export const shownStages = ['read', 'study', 'instruct', 'train', 'blend', 'index', 'check', 'gate'] as const;
export type ShownStage = (typeof shownStages)[number];

export function isShown(stage: string): stage is ShownStage {
  return shownStages.some((name) => name === stage);
}

export interface StageLine {
  readonly name: ShownStage;
  readonly state: 'waiting' | 'running' | 'stopped' | 'done';
  /** Of a running one, 0 to 1; null when it can't be told. */
  readonly share: number | null;
}

/** A build's stages as a list. One that the build does not have (its skill was there already) is left out once it was passed. */
export function stageLines(job: JobDetail): readonly StageLine[] {
  const known = new Map(job.stages.map(({ name, state }) => [name, state]));
  const lastKnown = shownStages.findLastIndex((name) => known.has(name) || job.stage === name);
  return shownStages.flatMap((name, i): StageLine[] => {
    if (job.state === 'done' || known.get(name) === 'done') {
      return known.has(name) ? [{ name, state: 'done', share: 1 }] : [];
    }
    if (job.stage === name) {
      return [{ name, state: statesHere[job.state], share: shareDone(job) }];
    }
    // Only a build on a newer revision has it, which shows when it begins.
    if (name === 'gate') return [];
    return i < lastKnown ? [] : [{ name, state: 'waiting', share: null }];
  });
}

const statesHere = {
  queued: 'waiting',
  running: 'running',
  paused: 'stopped',
  failed: 'stopped',
  cancelled: 'stopped',
  done: 'done',
} as const;

/** The lines of a build's log that are worth reading: its states, and the stages shown. */
export function logLines({ log }: JobDetail): readonly LogLine[] {
  return log.filter((line): line is LogLine => line.kind === 'state' || isShown(line.name));
}

export type LogLine =
  | { readonly at: string; readonly kind: 'state'; readonly name: JobDetail['state'] }
  | { readonly at: string; readonly kind: 'stage-started' | 'stage-done'; readonly name: ShownStage };

/** The stage whose curves are shown when none was chosen: the running one, else the last that has any. */
export function curveStage(job: JobDetail, curves: Curves): ShownStage | null {
  const withCurves = shownStages.filter((name) => Object.keys(curves).some((series) => series.startsWith(`${name}-`)));
  return withCurves.find((name) => name === job.stage) ?? withCurves.at(-1) ?? null;
}

/** What a build was begun with; a part that another version wrote otherwise is missing. */
export function begunWith({ input }: JobDetail): BegunWith {
  return typeof input === 'object' && input !== null ? (input as BegunWith) : {};
}

export interface BegunWith {
  readonly manual?: { readonly id?: string; readonly path?: string };
  readonly model?: string;
  readonly instruct?: { readonly skill?: string };
  readonly recipe?: RecipeJson;
  readonly name?: string;
  /** Asked for when it was resumed. */
  readonly memory?: 'low';
}

/** A build's result, as far as a job of this state has one. */
export function buildResult({ state, result }: JobDetail): BuildResult | null {
  return state === 'done' && typeof result === 'object' && result !== null && 'bot' in result
    ? (result as unknown as BuildResult)
    : null;
}

/** How much less the bot is surprised by a word of the manual: perplexity e^loss before → after, as a share saved. */
export function surprise({ base, bot }: { readonly base: number; readonly bot: number }): {
  readonly base: number;
  readonly bot: number;
  readonly saved: number;
} {
  const before = Math.exp(base);
  const after = Math.exp(bot);
  return { base: before, bot: after, saved: 1 - after / before };
}
