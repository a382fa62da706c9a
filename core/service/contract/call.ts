/** What one method takes and gives. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export type Nothing = Readonly<Record<string, never>>;
export type DeviceName = 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml';

/** JSON, as it crosses a process. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Removed {
  readonly removed: string;
}

/** Why something failed. */
export interface Failure {
  /** `room/what`, by which a window knows its own words for it. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The hint names a command or an option: for the command line, not for a window. */
  readonly command?: true;
}

/** Times are ISO 8601 in UTC; sizes are bytes; pages count from 1. */
export interface Range {
  readonly offset?: number;
  /** 100 when not given. */
  readonly limit?: number;
}

/** A part of a longer list. */
export interface Slice<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}
