/**
 * Linear warm-up from 0, then linear decay to 0, as transformers' `get_linear_schedule_with_warmup`. `step` counts from 0: the first
 * step of a warm-up has rate 0.
 */
export function linearSchedule(
  step: number,
  { learningRate, warmupSteps, steps }: { learningRate: number; warmupSteps: number; steps: number },
): number {
  const factor =
    step < warmupSteps ? step / Math.max(1, warmupSteps) : (steps - step) / Math.max(1, steps - warmupSteps);
  return learningRate * Math.max(0, factor);
}
