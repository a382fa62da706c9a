import { describe, expect, it } from 'vitest';
import { scoredShape } from '../../core/service/tasks/pairs.ts';

/** So many sequences that begin with `shared` equal tokens and go on with `own` of their own. */
function sequences(count: number, shared: number, own: number) {
  return Array.from({ length: count }, (_, i) => ({
    ids: [...Array(shared).fill(1), ...Array(own).fill(10 + i)],
    from: shared + 1,
  }));
}

describe('the rows that sequences are scored in', () => {
  it('are one for all that fit together, their common beginning counted once', () => {
    expect(scoredShape(sequences(10, 50, 100))).toEqual({ batch: 1, length: 1088 });
    expect(scoredShape(sequences(2, 100, 20))).toEqual({ batch: 1, length: 192 });
  });

  it('are of like length where all do not fit', () => {
    expect(scoredShape(sequences(20, 50, 100))).toEqual({ batch: 1, length: 1152 });
  });

  it('hold the longest, however long it is', () => {
    expect(scoredShape(sequences(3, 10, 3000))).toEqual({ batch: 1, length: 3072 });
  });

  it('are there for a single sequence and for none', () => {
    expect(scoredShape(sequences(1, 10, 20))).toEqual({ batch: 1, length: 128 });
    expect(scoredShape([])).toEqual({ batch: 1, length: 128 });
  });
});
