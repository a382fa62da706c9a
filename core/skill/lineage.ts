/** Anything that JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonRecord;
export type JsonRecord = { readonly [key: string]: JsonValue | undefined };

/** What made a skill, kept beside it in `stockpot.json`: enough to make it again, and to say that it is the same. */
export interface Lineage extends JsonRecord {
  readonly kind?: 'manual' | 'instruction' | 'imported' | 'soup';
  readonly manualSha256?: string;
  readonly dataSha256?: string;
  readonly baseModelSha256?: string;
  readonly recipe?: JsonRecord;
  readonly seed?: number;
  /** Of the program, onnxruntime and Node. */
  readonly versions?: JsonRecord;
  readonly device?: string;
  /** Training loss of each step. */
  readonly losses?: readonly number[];
}

export const lineageFile = 'stockpot.json';
