import type { Call, Nothing, Removed } from './call.ts';

export interface ModelCalls {
  'model.list': Call<Nothing, readonly ModelSummary[]>;
  /** Downloads and prepares; stopping keeps what came, and pulling again goes on there. */
  'model.pull': Call<ModelInput, ModelSummary>;
  /** Uses a folder in Hugging Face's layout or a GGUF file that is on disk already, where it lies. */
  'model.add': Call<{ readonly path: string; readonly name?: string }, ModelSummary>;
  'model.verify': Call<OptionalModelInput, readonly ModelCheck[]>;
  'model.remove': Call<ModelInput, Removed>;
}

export interface ModelInput {
  readonly model: string;
}

export interface OptionalModelInput {
  readonly model?: string;
}

export interface ModelSummary {
  readonly id: string;
  /** What it is for: bots are built on a base model; the embedding model finds passages. */
  readonly kind: 'base' | 'embedding';
  readonly title: string;
  readonly licence: string;
  /** Of the weights at their hub; null when not known. */
  readonly downloadBytes: number | null;
  /** Of a download that was stopped. */
  readonly partBytes: number;
  readonly present: boolean;
  readonly folder: string | null;
  readonly isDefault: boolean;
  readonly parameters: number | null;
  /** Estimates; null when the model's sizes are not known. */
  readonly memory: { readonly chatBytes: number; readonly trainBytes: number } | null;
  /** Whether this machine's memory holds that; null when not known. */
  readonly fits: { readonly chat: boolean; readonly train: boolean } | null;
}

export interface ModelCheck {
  readonly model: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  /** What the problems are about: a file, and what became of it. */
  readonly wrong: readonly { readonly file: string; readonly state: 'changed' | 'missing' }[];
}
