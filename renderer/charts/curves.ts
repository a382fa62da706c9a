export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly step: number; readonly value: number }[];
  /** 1 to 4 of the design's curves. */
  readonly colour?: 1 | 2 | 3 | 4;
  /** Drawn thin and pale: what lies behind a smoothed curve. */
  readonly faint?: boolean;
}

/** Curves over their common steps, as the chart takes them: steps, then each curve's values, null where it has none. */
export function alignedCurves(curves: readonly Curve[]): readonly (readonly (number | null)[])[] {
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
  return [
    steps,
    ...curves.map(({ points }) => {
      const values = new Map(points.map(({ step, value }) => [step, value]));
      return steps.map((step) => values.get(step) ?? null);
    }),
  ];
}

/** Exponential moving average: y₁ = x₁, yₙ = w·yₙ₋₁ + (1 − w)·xₙ. */
export function smoothed(points: Curve['points'], weight = 0.9): Curve['points'] {
  let mean: number | undefined;
  return points.map(({ step, value }) => {
    mean = mean === undefined ? value : weight * mean + (1 - weight) * value;
    return { step, value: mean };
  });
}
