import type { Call, DeviceName, Nothing, Range, Removed, Slice } from './call.ts';
import type { Rectangle } from './manuals.ts';

/** Suites of questions: those that come with the program, and a person's own, made from a manual or read from a file. */
export interface SuiteCalls {
  'suite.list': Call<Nothing, readonly SuiteSummary[]>;
  /** Reads a file of questions as a suite of one's own. @throws `bench/bad-suite`, `store/conflict`, `service/not-found`. */
  'suite.import': Call<SuiteImportInput, SuiteSummary>;
  /** Removes a suite of one's own; runs on it stay. */
  'suite.remove': Call<SuiteInput, Removed>;
  /** Makes questions from a manual's passages, as a job: each waits for review, none counts before. */
  'draft.make': Call<DraftMakeInput, SuiteSummary>;
  'draft.list': Call<DraftListInput, Slice<Draft>>;
  /** Accepts a question as it was made, keeps it with other words, rejects it, or lets it wait again. */
  'draft.review': Call<DraftReviewInput, Draft>;
  /** The questions of a suite that count, as its file has them. */
  'draft.suite': Call<SuiteInput, SuiteFile>;
}

export interface SuiteInput {
  readonly suite: string;
}

export interface SuiteSummary {
  readonly name: string;
  readonly kind: 'built-in' | 'own';
  /** Questions that count: accepted and edited ones. */
  readonly questions: number;
  /** Of questions that were made. */
  readonly waiting: number;
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
  /** The manual they were made from, or ask about. */
  readonly manual: string | null;
  readonly createdAt: string | null;
}

export interface SuiteImportInput {
  readonly path: string;
  /** The file's name when not given. */
  readonly name?: string;
  /** The manual that they ask about: a bot built on a revision of it is measured by them too. None when not given. */
  readonly manual?: string;
}

export interface DraftMakeInput {
  readonly manual: string;
  /** The suite that the questions go into, behind those it has; named after the manual when not given. */
  readonly suite?: string;
  /** A bot or a base model of this home that writes them; the default base model when neither this nor `endpoint` is given. */
  readonly model?: string;
  /** A model of someone else's: passages of the manual are sent there. */
  readonly endpoint?: EndpointInput;
  /** 50 when not given. */
  readonly count?: number;
  /** Which passages, and which questions; 0 when not given. */
  readonly seed?: number;
  /** How freely questions are drawn, 0.7 when not given; answers are always the likeliest. */
  readonly temperature?: number;
  /** 0.95 when not given; an endpoint's own where one writes. */
  readonly topP?: number;
  /** The longest question and the longest answer, in tokens; 100 when not given. */
  readonly maxNewTokens?: number;
  readonly device?: DeviceName;
}

/** An OpenAI-compatible endpoint. */
export interface EndpointInput {
  /** `https://api.example.com/v1`. */
  readonly url: string;
  readonly model: string;
  /** Held while the program runs, never kept; the variable STOCKPOT_ENDPOINT_KEY when not given. */
  readonly key?: string;
}

export type DraftState = 'waiting' | 'accepted' | 'edited' | 'rejected';

/** What a person should look at. */
export type DraftHint =
  | 'empty'
  | 'not-a-question'
  | 'not-in-passage'
  | 'duplicate'
  | 'too-long'
  | 'names-passage'
  | 'gives-answer';

export interface DraftListInput extends SuiteInput, Range {
  /** Only these. */
  readonly state?: DraftState;
}

/** A question of a suite of one's own. */
export interface Draft {
  readonly id: string;
  readonly suite: string;
  /** Its place in the suite, from 0. */
  readonly index: number;
  readonly manual: string | null;
  readonly page: number | null;
  /** The passage it was made from, with its places on the page where the manual is still there. */
  readonly context: string;
  readonly rectangles: readonly Rectangle[];
  readonly question: string;
  readonly answer: string;
  readonly state: DraftState;
  readonly hints: readonly DraftHint[];
  /** As it was made, and by whom. */
  readonly made: { readonly by: string; readonly question: string; readonly answer: string };
  readonly reviewedAt: string | null;
}

export interface DraftReviewInput {
  /** A draft's id. */
  readonly draft: string;
  /** `accept`: as it was made; `edit`: with the words given; `wait`: as if it had not been looked at. */
  readonly action: 'accept' | 'edit' | 'reject' | 'wait';
  readonly question?: string;
  readonly answer?: string;
}

export interface SuiteFile {
  readonly suite: string;
  readonly questions: readonly {
    readonly question: string;
    readonly answer: string;
    readonly context?: string;
    readonly page?: number;
  }[];
}
