import { AppError } from '../../errors.ts';
import type { Example } from '../example.ts';

/** Rows that hold several sequences one after another: every array is `[batch · length]`, row by row. */
export interface PackedBatch {
  readonly batch: number;
  readonly length: number;
  readonly ids: BigInt64Array;
  /** Position of each token in its own sequence. */
  readonly positions: BigInt64Array;
  /** Which sequence of its row a token belongs to; padding is −1. */
  readonly segments: BigInt64Array;
  /** The next token of the same sequence. */
  readonly labels: BigInt64Array;
  /** 1 where the label counts in the loss, else 0. */
  readonly weights: Float32Array;
  /** Tokens that are not padding, and labels that count. */
  readonly tokens: number;
  readonly scored: number;
  /** Where each example went: its index in the list given, its row and first column. */
  readonly places: readonly { readonly example: number; readonly row: number; readonly start: number }[];
}

/**
 * Packs sequences of unlike length into rows of one length, first fit over a list already in the wanted order: a row is closed when
 * nothing that comes next fits in an open one. Deterministic. Throws `engine/too-long` for a sequence longer than a row.
 */
export function packExamples(
  examples: readonly Example[],
  { batch, length }: { batch: number; length: number },
): PackedBatch[] {
  const rows = assignRows(examples, length, batch);
  const batches: PackedBatch[] = [];
  for (let first = 0; first < rows.length; first += batch)
    batches.push(fillBatch(examples, rows.slice(first, first + batch), batch, length));
  return batches;
}

interface Row {
  used: number;
  readonly members: number[];
}

/** Rows in the order in which they were opened; only the last few stay open, so that order is kept roughly. */
function assignRows(examples: readonly Example[], length: number, open: number): Row[] {
  const rows: Row[] = [];
  examples.forEach(({ ids }, example) => {
    if (ids.length > length)
      throw new AppError('engine/too-long', `A sequence of ${ids.length} tokens does not fit in rows of ${length}.`);
    const fits = (row: Row): boolean => row.used + ids.length <= length;
    let row = rows.slice(-2 * open).find(fits);
    if (!row) {
      row = { used: 0, members: [] };
      rows.push(row);
    }
    row.members.push(example);
    row.used += ids.length;
  });
  return rows;
}

function fillBatch(examples: readonly Example[], rows: readonly Row[], batch: number, length: number): PackedBatch {
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
        const at = row * length + start + i;
        ids[at] = BigInt(id);
        positions[at] = BigInt(i);
        segments[at] = BigInt(segment);
        const next = sequence[i + 1];
        if (next === undefined) return;
        labels[at] = BigInt(next);
        if (i + 1 >= lossStart) {
          weights[at] = 1;
          scored++;
        }
      });
      start += sequence.length;
      tokens += sequence.length;
    });
  });
  return { batch, length, ids, positions, segments, labels, weights, tokens, scored, places };
}
