/**
 * Everything a person can do, as types alone. Inputs, results and events are JSON, so that the same contract runs in one
 * process, over a MessagePort and over a WebSocket. `inputs.ts` holds the schema of each input.
 */
export interface Contract {
  'manual.import': Call<ImportInput, ImportResult>;
  'manual.list': Call<Nothing, readonly ManualSummary[]>;
  'bot.build': Call<BuildInput, BuildResult>;
  'bot.list': Call<Nothing, readonly BotSummary[]>;
  'bot.ask': Call<AskInput, AskResult>;
  'chat.send': Call<ChatInput, ChatResult>;
  'bench.run': Call<BenchInput, BenchReport>;
  'run.list': Call<Nothing, readonly RunSummary[]>;
  'run.show': Call<RunInput, BenchReport>;
  'run.compare': Call<RunCompareInput, RunComparison>;
  'job.list': Call<Nothing, readonly JobSummary[]>;
  'job.resume': Call<JobInput, JobOutcome>;
  'job.cancel': Call<JobInput, JobSummary>;
  'skill.list': Call<Nothing, readonly SkillSummary[]>;
  'skill.show': Call<SkillInput, SkillDetail>;
  'skill.train': Call<SkillTrainInput, SkillDetail>;
  'skill.import': Call<SkillImportInput, SkillDetail>;
  'skill.export': Call<SkillExportInput, SkillExport>;
  'skill.remove': Call<SkillInput, Removed>;
  'skill.merge': Call<MergeInput, MergeResult>;
  'model.list': Call<Nothing, readonly ModelSummary[]>;
  'model.pull': Call<ModelInput, ModelSummary>;
  'model.verify': Call<OptionalModelInput, readonly ModelCheck[]>;
  'model.remove': Call<ModelInput, Removed>;
  'home.doctor': Call<Nothing, DoctorReport>;
  'home.backup': Call<FileInput, BackupResult>;
  'home.restore': Call<FileInput, RestoreResult>;
}

/** What one method takes and gives. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export type Method = keyof Contract;
export type Input<M extends Method> = Contract[M]['input'];
export type Output<M extends Method> = Contract[M]['output'];

/** The one door to Stockpot: whoever shows or serves something goes through it. */
export interface Service {
  /** @throws AppError as data of `core/errors.ts`; the signal's reason when cancelled. */
  call<M extends Method>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ServiceEvent) => void;
}

/** What is told while a call runs. */
export type ServiceEvent =
  | { readonly kind: 'job'; readonly job: string; readonly state: 'started' | 'resumed' }
  | { readonly kind: 'stage'; readonly stage: StageName; readonly state: 'started' | 'done' | 'skipped' }
  | Progress
  /** Something the person should read before or beside the result: a licence, a warning. */
  | { readonly kind: 'notice'; readonly code: NoticeCode; readonly message: string }
  /** A piece of the answer, as it is written. */
  | { readonly kind: 'token'; readonly text: string };

export interface Progress {
  readonly kind: 'progress';
  readonly stage: StageName;
  readonly done: number;
  readonly total: number;
  /** Training loss of the last step, in nats a token. */
  readonly loss?: number;
  readonly learningRate?: number;
  readonly tokensPerSecond?: number;
  readonly secondsLeft?: number;
}

export type StageName =
  | 'model'
  | 'read'
  | 'study'
  | 'instruct'
  | 'train'
  | 'blend'
  | 'index'
  | 'check'
  | 'answer'
  | 'bench'
  | 'verify';

export type NoticeCode = 'licence' | 'warning' | 'instruction-skill' | 'reuse';

export type Nothing = Readonly<Record<string, never>>;
export type DeviceName = 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml';

/** JSON, as it crosses a process. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// Manuals

export interface ImportInput {
  readonly path: string;
  /** Reading text from scanned pages comes later: only `auto` and `never` are taken, and both read the text a file holds. */
  readonly ocr?: 'auto' | 'never';
}

export interface ManualSummary {
  readonly id: string;
  readonly title: string;
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
  readonly pages: number;
  readonly passages: number;
  readonly warnings: readonly ManualWarning[];
  readonly importedAt: string;
}

export interface ManualWarning {
  readonly page?: number;
  readonly code: string;
  readonly message: string;
}

export interface ImportResult extends ManualSummary {
  /** True when the same bytes had been imported before: nothing was read again. */
  readonly known: boolean;
}

// Building

export interface BuildInput {
  /** A manual's id, its beginning, its title, or the path of a file to import. */
  readonly manual: string;
  readonly model?: string;
  /** An instruction skill of one's own, instead of the one that comes with the base model. */
  readonly instruct?: string;
  /** A preset's name or the path of a recipe file. */
  readonly recipe?: string;
  /** Changes to the recipe: dotted key → value. */
  readonly set?: Readonly<Record<string, Json>>;
  readonly name?: string;
  readonly device?: DeviceName;
}

export interface BuildResult {
  readonly job: string;
  readonly bot: string;
  readonly name: string;
  readonly manual: string;
  readonly model: string;
  /** The preset that its recipe began with. */
  readonly recipe: string;
  readonly skills: readonly SkillShare[];
  readonly check: CheckResult;
  readonly steps: { readonly train: number; readonly blend: number };
  readonly seconds: number;
}

/** How much of a skill is in a soup: its coefficients over all adapted modules. */
export interface SkillShare {
  readonly skill: string;
  readonly name: string;
  readonly mean: number;
  /** Standard deviation over the modules. */
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** Loss in nats a token on windows of the manual, before and after. */
export interface CheckResult {
  /** `held-out`: no training step saw these windows. `trained`: the recipe holds none out, so these were seen. */
  readonly windows: 'held-out' | 'trained';
  readonly count: number;
  readonly base: number;
  readonly bot: number;
}

export interface BotSummary {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly manual: string;
  readonly manualTitle: string;
  readonly createdAt: string;
}

// Asking

export interface AskInput {
  readonly bot: string;
  readonly question: string;
  /** The model reads the best passage before it answers (the default); without it, it answers from what it learned alone. */
  readonly withManual?: boolean;
  readonly device?: DeviceName;
  readonly seed?: number;
}

export interface Citation {
  readonly page: number;
  readonly text: string;
}

export interface AskResult {
  readonly answer: string;
  /** The passages that the question is about, the best first; those that the model read lead. */
  readonly citations: readonly Citation[];
  /** How many of them the model read. */
  readonly read: number;
  /** Tokens written. */
  readonly tokens: number;
  readonly seconds: number;
  readonly bot: string;
  readonly system: string;
  /** `context`: the model read a passage. `unsupported`: no passage of the manual holds enough of the question's words. */
  readonly support: 'context' | 'related' | 'unsupported';
  readonly finish: 'stop' | 'length' | 'cancelled';
}

export interface ChatInput extends AskInput {
  /** The conversation to go on with; none begins one. */
  readonly conversation?: string;
}

export interface ChatResult extends AskResult {
  readonly conversation: string;
}

// Benchmarks

export interface BenchInput {
  /** A bot, or a manual: then its newest bot. */
  readonly target: string;
  readonly suite: string;
  readonly systems?: string;
  readonly scorers?: string;
  readonly seeds?: number;
  /** Only the first so many questions. */
  readonly limit?: number;
  readonly device?: DeviceName;
}

export interface Interval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BenchReport {
  readonly run: string;
  readonly suite: string;
  readonly model: string;
  readonly systems: readonly {
    readonly name: string;
    readonly n: number;
    readonly scores: Readonly<Record<string, Interval>>;
    readonly seconds: number;
  }[];
  /** The file of samples, JSON lines. */
  readonly samples: string;
}

export interface RunInput {
  readonly run: string;
}

export interface RunCompareInput {
  readonly first: string;
  readonly second: string;
}

export interface RunSummary {
  readonly id: string;
  readonly suite: string;
  readonly model: string;
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

// Jobs

export interface JobInput {
  readonly job: string;
}

export interface JobSummary {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly stage: string | null;
  readonly createdAt: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface JobOutcome {
  readonly job: string;
  readonly kind: string;
  /** What the job's own command would have given. */
  readonly result: Json;
}

// Skills

export interface SkillInput {
  readonly skill: string;
}

export interface SkillSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'manual' | 'instruction' | 'imported' | 'merged';
  readonly model: string;
  readonly rank: number;
  readonly createdAt: string;
}

export interface SkillDetail extends SkillSummary {
  readonly folder: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly modules: number;
  /** What made it: data, recipe, seed, versions. */
  readonly lineage: Json;
}

export interface SkillTrainInput {
  readonly data: string;
  readonly model?: string;
  readonly name?: string;
  readonly recipe?: string;
  readonly set?: Readonly<Record<string, Json>>;
  readonly device?: DeviceName;
}

export interface SkillImportInput {
  readonly folder: string;
  readonly model?: string;
  readonly name?: string;
}

export interface SkillExportInput {
  readonly skill: string;
  readonly format: 'peft' | 'gguf';
  readonly out: string;
}

export interface SkillExport {
  readonly skill: string;
  readonly format: 'peft' | 'gguf';
  readonly path: string;
}

export interface MergeInput {
  readonly skills: readonly string[];
  readonly method: 'cat' | 'linear';
  /** One weight for each skill; 0.5 when not given. */
  readonly weights?: readonly number[];
  readonly name?: string;
}

export interface MergeResult extends SkillDetail {
  readonly from: readonly string[];
  readonly weights: readonly number[];
}

export interface Removed {
  readonly removed: string;
}

// Models

export interface ModelInput {
  readonly model: string;
}

export interface OptionalModelInput {
  readonly model?: string;
}

export interface ModelSummary {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  /** Of the weights at their hub; null when not known. */
  readonly downloadBytes: number | null;
  readonly present: boolean;
  readonly folder: string | null;
  readonly isDefault: boolean;
}

export interface ModelCheck {
  readonly model: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
}

// The home

export interface FileInput {
  readonly path: string;
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly platform: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly freeMemoryBytes: number;
  };
  readonly devices: readonly {
    readonly name: string;
    readonly usable: boolean;
    readonly detail: string;
  }[];
  readonly folders: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}

export interface BackupResult {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

export interface RestoreResult {
  readonly home: string;
  readonly files: number;
  /** Where the home that was there before lies now; null when there was none. */
  readonly previous: string | null;
}
