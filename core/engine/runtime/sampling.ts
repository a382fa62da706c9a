/** How the next token is chosen from its logits. */
export interface SamplingOptions {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** Keeps the likeliest tokens that together reach this probability; 1 keeps all. */
  readonly topP: number;
  /** Keeps so many of the likeliest tokens; 0 keeps all. */
  readonly topK: number;
  /** Divides the logits of tokens already seen (Keskar et al. 2019); 1 changes nothing. */
  readonly repetitionPenalty: number;
}

/** Chooses a token. `logits` are changed in place. `random` gives uniform numbers in [0, 1). */
export function sampleToken(
  logits: Float32Array,
  { temperature, topP, topK, repetitionPenalty }: SamplingOptions,
  seen: ReadonlySet<number>,
  random: () => number,
): number {
  if (repetitionPenalty !== 1)
    for (const id of seen) {
      const logit = logits[id] as number;
      logits[id] = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
    }
  const likeliest = argmax(logits);
  if (temperature === 0) return likeliest;

  const top = logits[likeliest] as number;
  const candidates = keepLikeliest(logits, topK);
  const weights = candidates.map((id) => Math.exp(((logits[id] as number) - top) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  let kept = 0;
  let count = 0;
  while (count < candidates.length && (count === 0 || kept < topP * total)) kept += weights[count++] as number;
  let rest = random() * kept;
  for (let i = 0; i < count; i++) {
    rest -= weights[i] as number;
    if (rest < 0) return candidates[i] as number;
  }
  return candidates[count - 1] as number;
}

function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** Ids by falling logit; with topK, that many. */
function keepLikeliest(logits: Float32Array, topK: number): number[] {
  const ids = Array.from(logits, (_, id) => id).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
  return topK > 0 ? ids.slice(0, topK) : ids;
}
