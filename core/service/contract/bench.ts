import type { Call, DeviceName, Json, Nothing, Range, Removed, Slice } from './call.ts';

export interface BenchCalls {
  'bench.run': Call<BenchInput, BenchReport>;
  /** What can be chosen for a bot or manual. */
  'bench.options': Call<{ readonly target: string }, BenchOptions>;
  'run.list': Call<Nothing, readonly RunSummary[]>;
  /** A run's scores; of one that has not ended those of the answers that are there. */
  'run.show': Call<RunInput, BenchReport>;
  'run.samples': Call<RunSamplesInput, Slice<RunSample>>;
  /** @throws `service/bad-request` for a run that has not ended, as do `run.against` and `run.export`. */
  'run.compare': Call<RunCompareInput, RunComparison>;
  /** Every other system of a run against one of them, question by question. */
  'run.against': Call<RunAgainstInput, RunDifferences>;
  /** Keeps a person's rating of one answer, or takes it back. */
  'sample.rate': Call<SampleRateInput, SampleRating>;
  /** Marks a question whose answers or scores a person disagrees with, or takes the mark back. */
  'sample.mark': Call<SampleMarkInput, SampleMark>;
  /** How far the judge of a run agrees with the ratings of its answers. */
  'run.agreement': Call<RunInput, RunAgreement>;
  'run.remove': Call<RunInput, Removed>;
  /** A run as a file for others. */
  'run.export': Call<RunExportInput, RunFile>;
  /** What systems were trained or tuned for once, kept for later runs; the one used last first. */
  'prepared.list': Call<Nothing, readonly PreparedSummary[]>;
  /** Clears some of it, or all. It is made again when a run needs it. */
  'prepared.remove': Call<PreparedRemoveInput, PreparedRemoved>;
}

export interface BenchInput {
  /** A bot, or a manual: then the one that is current for it and all its revisions. */
  readonly target: string;
  readonly suite: string;
  readonly systems?: string;
  readonly scorers?: string;
  /** Who judges answers, for the scorers that need it: `local:MODEL`, or `URL#MODEL` of an OpenAI-compatible endpoint. */
  readonly judge?: string;
  /** The endpoint's key: held while the program runs, never kept. */
  readonly judgeKey?: string;
  readonly seeds?: number;
  /** Only the first so many questions. */
  readonly limit?: number;
  /** What is done with the questions: as the suite says, or else `qabot`, unless given. */
  readonly task?: string;
  /** Worked examples before each question; this and the following as the task has them, unless given. */
  readonly shots?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxNewTokens?: number;
  readonly repetitionPenalty?: number;
  readonly device?: DeviceName;
}

export interface BenchOptions {
  readonly suites: readonly SuiteChoice[];
  /** The formats that `letters:FORMAT:SEED:COUNT` asks in. */
  readonly letters: readonly LetterFormatChoice[];
  readonly systems: readonly SystemChoice[];
  readonly scorers: readonly ScorerChoice[];
  readonly tasks: readonly TaskChoice[];
}

export interface SuiteChoice {
  readonly name: string;
  readonly questions: number;
  /** Whether it asks about what the bot speaks from. */
  readonly fits: boolean;
  /** What is done with its questions, unless a run says otherwise. */
  readonly task: string;
}

export interface LetterFormatChoice {
  /** From 1. */
  readonly number: number;
  /** A question in this format, and the same with the numbers to choose from (`:choices`). */
  readonly example: string;
  readonly withChoices: string;
}

export interface ScorerChoice {
  readonly name: string;
  readonly needs: ScorerNeed;
  readonly usable: boolean;
  /** Why not. */
  readonly reason: string | null;
}

/** What a scorer asks besides the answer: nothing, the embedding model (fetched when it is not here), a judging model, a sandbox for programs. */
export type ScorerNeed = 'nothing' | 'embedder' | 'judge' | 'sandbox';

/** A task with what it does unless a run says otherwise. */
export interface TaskChoice {
  readonly name: string;
  readonly scorers: readonly string[];
  readonly shots: number;
  /** Worked examples of the task's own; null where shots are questions of the suite, which are set aside. */
  readonly ownExamples: number | null;
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly repetitionPenalty: number;
}

export interface SystemChoice {
  readonly name: string;
  readonly usable: boolean;
  /** Why not. */
  readonly reason: string | null;
  readonly takes: SystemEffort;
  /** Whether the embedding model is fetched first: it needs that, and it is not here. */
  readonly fetches: boolean;
}

/** What making a system takes: nothing, trying it on questions of the suite, which are set aside, or training. */
export type SystemEffort = 'nothing' | 'tuning' | 'training';

export interface Interval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BenchReport {
  readonly run: string;
  readonly suite: string;
  readonly model: string;
  readonly bot: string | null;
  readonly createdAt: string;
  readonly seeds: readonly number[];
  /** Task, sampling and judge, by name. */
  readonly settings: Json;
  /** Of its job, as long as it has not ended: scores are then of the answers that are there. */
  readonly unfinished?: Exclude<RunState, 'done'>;
  readonly systems: readonly {
    readonly name: string;
    /** Questions put to it; so far, while the run has not ended. */
    readonly n: number;
    readonly scores: Readonly<Record<string, Interval>>;
    /** Where some answers have no score: by scorer how many of all have. */
    readonly scored?: Readonly<Record<string, { readonly n: number; readonly of: number }>>;
    /** Where there are several seeds: by scorer the mean of each, and their standard deviation. */
    readonly overSeeds?: Readonly<Record<string, SeedSpread>>;
    readonly seconds: number;
    /** What was trained or searched for to make it. */
    readonly details: Json;
  }[];
  /** Where a judge compared pairs: how often each system was better than each other one. */
  readonly pairs?: PairTable;
  /** Where two skills were put to a task alone and together: what they solve so. */
  readonly skills?: SkillTable;
  /** The file of samples, JSON lines; written at the run's end. */
  readonly samples: string;
}

/** LoRA Soups, Table 1. */
export interface SkillTable {
  /** The systems that stand for the cells. */
  readonly systems: Readonly<Record<SkillCells, string>>;
  /** Questions that all four were scored on. */
  readonly n: number;
  readonly neither: SkillCell;
  readonly first: SkillCell;
  readonly second: SkillCell;
  readonly both: SkillCell;
  /** The improvements of the two skills alone, added up; null where the model alone solves nothing. */
  readonly sumOfParts: number | null;
  readonly superLinear: boolean | null;
  /** Share of the questions that a skill alone solves, and that only both together solve. */
  readonly solvedByEither: number;
  readonly solvedByBothAlone: number;
}
type SkillCells = 'neither' | 'first' | 'second' | 'both';

export interface SkillCell {
  /** Share of the questions solved. */
  readonly mean: number;
  /** Over `neither`, as a share of it. */
  readonly improvement: number | null;
}

export interface SeedSpread {
  readonly means: readonly (number | null)[];
  readonly sd: number | null;
}

/** Row against column, in the order of `systems`. */
export interface PairTable {
  readonly systems: readonly string[];
  /** The row's share of the points: 1 for a win, half for a tie; null where they never met. */
  readonly shares: readonly (readonly (number | null)[])[];
  readonly matches: readonly (readonly number[])[];
  /** Pairs that the judge's words gave no outcome for. */
  readonly unread: number;
}

export interface RunExportInput extends RunInput {
  /** `html`: a page of its own, to be printed to PDF. */
  readonly format: 'csv' | 'json' | 'markdown' | 'html';
}

export interface RunFile {
  readonly name: string;
  readonly text: string;
}

export interface PreparedSummary {
  readonly key: string;
  /** `coefficients`, `data-mix`, `sweep`, `lorahub`, `router`. */
  readonly kind: string;
  readonly title: string;
  readonly bytes: number;
  readonly createdAt: string;
  readonly usedAt: string;
}

export interface PreparedRemoveInput {
  /** All unless given. */
  readonly keys?: readonly string[];
}

export interface PreparedRemoved {
  readonly removed: readonly string[];
  readonly bytes: number;
}

export interface RunInput {
  readonly run: string;
}

export interface RunSamplesInput extends RunInput, Range {
  /** Words of the question. */
  readonly query?: string;
  /** All of them unless given, in the suite's order. */
  readonly show?: SampleShow;
  /** By whose scores `differing` tells; the first of the run's scorers unless given. */
  readonly scorer?: string;
}

/**
 * Questions whose answers were scored differently (`differing`, by how far the best and the worst system lie apart), that a
 * judge and a person graded differently (`judge-and-person`, by the largest difference), or that are `marked`.
 */
export type SampleShow = 'differing' | 'judge-and-person' | 'marked';

/** One question with every system's answer. */
export interface RunSample {
  readonly index: number;
  readonly question: string;
  readonly reference: string;
  /** What a person wrote when marking it; null when it is not marked. */
  readonly mark: string | null;
  readonly answers: readonly {
    readonly system: string;
    readonly seed: number;
    /** Null when the system gave none. */
    readonly answer: string | null;
    readonly citations: readonly Json[];
    readonly scores: Readonly<Record<string, number | null>>;
    /** By scorer: why it gave that score. */
    readonly explanations: Readonly<Record<string, string>>;
    /** By scorer: what it scored, where that is not the answer itself. */
    readonly answersUsed: Readonly<Record<string, string>>;
    /** A person's rating, 0 to 2; null when nobody has rated it. */
    readonly rating: number | null;
    readonly note: string;
  }[];
  /** How a judge compared every two of the answers; empty where none did. */
  readonly verdicts: readonly {
    readonly first: string;
    readonly second: string;
    readonly seed: number;
    /** 1 where the first is better in both orders, 0 where the second is, 0.5 where neither is; null where the judge could not be read. */
    readonly outcome: 0 | 0.5 | 1 | null;
    /** What the judge wrote, order by order, or why nothing counts. */
    readonly explanation: string;
  }[];
}

export interface SampleRateInput extends RunInput {
  readonly system: string;
  /** The question's place in its suite, from 0. */
  readonly index: number;
  readonly seed: number;
  /** 0 (wrong) to 2 (right), half points allowed; null takes the rating back. */
  readonly rating: number | null;
  readonly note?: string;
}

export interface SampleRating {
  readonly run: string;
  readonly system: string;
  readonly index: number;
  readonly seed: number;
  readonly rating: number | null;
  readonly note: string;
}

export interface SampleMarkInput extends RunInput {
  /** The question's place in its suite, from 0. */
  readonly index: number;
  /** Why; null takes the mark back. */
  readonly note: string | null;
}

export interface SampleMark {
  readonly run: string;
  readonly index: number;
  readonly note: string | null;
}

export interface RunAgreement {
  readonly run: string;
  /** Answers that both the judge and a person graded. */
  readonly n: number;
  /** The share of them with the same grade; null when there are none. */
  readonly same: number | null;
  /** Cohen's κ: 1 is full agreement, 0 what chance gives; null where that can't be told. */
  readonly kappa: number | null;
  /** κ with a disagreement weighed by the square of its distance. */
  readonly quadraticKappa: number | null;
  /** How often which grades met. */
  readonly counts: readonly { readonly judge: number; readonly rating: number; readonly count: number }[];
}

export interface RunAgainstInput extends RunInput {
  readonly against: string;
}

export interface RunDifferences {
  readonly run: string;
  readonly against: string;
  readonly differences: RunComparison['differences'];
}

export interface RunCompareInput {
  readonly first: string;
  readonly second: string;
}

export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface RunSummary {
  readonly id: string;
  readonly suite: string;
  /** Of its questions: runs of one hash can be compared. */
  readonly suiteHash: string;
  readonly model: string;
  readonly bot: string | null;
  /** The manual that the bot was made from. */
  readonly manual: string | null;
  /** Of its job, as long as it has not ended. */
  readonly state: RunState;
  /** Whether answers are there to be looked at. */
  readonly answered: boolean;
  /** The job that makes it; resuming that goes on at the sample it had reached. */
  readonly job: string | null;
  readonly systems: readonly string[];
  readonly createdAt: string;
}

export interface RunComparison {
  readonly first: string;
  readonly second: string;
  readonly differences: readonly {
    readonly system: string;
    readonly scorer: string;
    readonly n: number;
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly wins: number;
    readonly losses: number;
    readonly ties: number;
    /** Two-sided sign test. */
    readonly p: number;
  }[];
}
