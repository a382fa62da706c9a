import { AppError } from '../../errors.ts';
import type { Example } from '../example.ts';
import { SHARED_SEGMENT } from '../models/attention.ts';

/** Rows that hold several sequences one after another: every array is `[batch · length]`, row by row. */
export interface PackedBatch {
  readonly batch: number;
  readonly length: number;
  readonly ids: BigInt64Array;
  /** Position of each token in its own sequence. */
  readonly positions: BigInt64Array;
  /** Which sequence of its row a token belongs to; padding is −1, a common beginning `SHARED_SEGMENT`. */
  readonly segments: BigInt64Array;
  /** The next token of the same sequence. */
  readonly labels: BigInt64Array;
  /** 1 where the label counts in the loss, else 0. */
  readonly weights: Float32Array;
  /** Tokens that are not padding, and labels that count. */
  readonly tokens: number;
  readonly scored: number;
  /** Where each example went: its index in the list given, its row, and the column that its first token has, or would have without a common beginning. */
  readonly places: readonly { readonly example: number; readonly row: number; readonly start: number }[];
}

/**
 * Packs sequences of unlike length into rows of one length, first fit over a list already in the wanted order: a row is closed when
 * nothing that comes next fits in an open one. Deterministic. Throws `engine/too-long` for a sequence longer than a row.
 *
 * @param shared tokens that all sequences begin with: each row holds them once, before what each sequence has of its own.
 */
export function packExamples(
  examples: readonly Example[],
  { batch, length, shared = 0 }: { batch: number; length: number; shared?: number },
): PackedBatch[] {
  const rows = assignRows(examples, { length, shared, open: batch });
  const batches: PackedBatch[] = [];
  for (let first = 0; first < rows.length; first += batch)
    batches.push(fillBatch(examples, rows.slice(first, first + batch), { batch, length, shared }));
  return batches;
}

interface Row {
  used: number;
  readonly members: number[];
}

/** Rows in the order in which they were opened; only the last few stay open, so that order is kept roughly. */
function assignRows(
  examples: readonly Example[],
  { length, shared, open }: { length: number; shared: number; open: number },
): Row[] {
  const rows: Row[] = [];
  examples.forEach(({ ids }, example) => {
    if (ids.length > length)
      throw new AppError('engine/too-long', `A sequence of ${ids.length} tokens does not fit in rows of ${length}.`);
    const own = ids.length - shared;
    const fits = (row: Row): boolean => row.used + own <= length;
    let row = rows.slice(-2 * open).find(fits);
    if (!row) {
      row = { used: shared, members: [] };
      rows.push(row);
    }
    row.members.push(example);
    row.used += own;
  });
  return rows;
}

function fillBatch(
  examples: readonly Example[],
  rows: readonly Row[],
  { batch, length, shared }: { batch: number; length: number; shared: number },
): PackedBatch {
  const size = batch * length;
  const ids = new BigInt64Array(size);
  const positions = new BigInt64Array(size);
  const segments = new BigInt64Array(size).fill(-1n);
  const labels = new BigInt64Array(size);
  const weights = new Float32Array(size);
  const places: { example: number; row: number; start: number }[] = [];
  let tokens = 0;
  let scored = 0;
  rows.forEach(({ members }, row) => {
    let start = 0;
    members.forEach((example, segment) => {
      const { ids: sequence, lossStart } = examples[example] as Example;
      places.push({ example, row, start });
      sequence.forEach((id, i) => {
        if (i < shared && segment > 0) return;
        const at = row * length + start + i;
        ids[at] = BigInt(id);
        positions[at] = BigInt(i);
        segments[at] = BigInt(i < shared ? SHARED_SEGMENT : segment);
        tokens++;
        const next = sequence[i + 1];
        if (next === undefined) return;
        labels[at] = BigInt(next);
        if (i + 1 >= lossStart) {
          weights[at] = 1;
          scored++;
        }
      });
      start += sequence.length - shared;
    });
  });
  return { batch, length, ids, positions, segments, labels, weights, tokens, scored, places };
}
