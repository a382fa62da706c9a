/** One training sequence: token ids, and where the loss begins. */
export interface Example {
  readonly ids: readonly number[];
  /** The loss counts tokens `ids[i]` with `i ≥ max(1, lossStart)`: the first token has nothing to be predicted from. */
  readonly lossStart: number;
}
