import type { Device } from '../engine/index.ts';

/**
 * Dynamic loss scaling for gradients computed in f16 (Micikevicius et al. 2018): the loss is multiplied before the backward pass, so
 * that small gradients do not vanish, and halved when large ones overflow. Kept in the checkpoint, so that a resumed run scales alike.
 */
export interface LossScale {
  readonly scale: number;
  /** Steps since the scale last changed. */
  readonly goodSteps: number;
}

const initialScale = 2 ** 16;
const largestScale = 2 ** 24;
/** The scale is doubled after so many steps without an overflow. */
const growthSteps = 200;

/** The scale a run begins with: null where the type has the range of f32. */
export function initialLossScale({ type }: Device): LossScale | null {
  return type === 'f16' ? { scale: initialScale, goodSteps: 0 } : null;
}

export function afterGoodStep({ scale, goodSteps }: LossScale): LossScale {
  return goodSteps + 1 < growthSteps
    ? { scale, goodSteps: goodSteps + 1 }
    : { scale: Math.min(largestScale, scale * 2), goodSteps: 0 };
}

export function afterOverflow({ scale }: LossScale): LossScale {
  return { scale: scale / 2, goodSteps: 0 };
}
