/** A linear scale over the values with round ticks, in the field's usual steps of 1, 2 and 5. */
export interface Scale {
  /** 0 at the first tick, 1 at the last. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

export function scaleOf(values: readonly number[], wanted = 5): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Multiples of the step, rounded so that 3 × 0.1 is 0.3.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { at: (value) => (value - first * step) / ((last - first) * step), ticks };
}
