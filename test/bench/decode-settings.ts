/** What each side of the decoding benchmark is started with. */
export interface DecodeSettings {
  readonly threads: number;
  readonly contextLength: number;
  /** Our model folder, and the GGUF file of the same weights. */
  readonly folder: string;
  readonly gguf: string;
  /** The same adapter as a PEFT folder and as a GGUF file. */
  readonly adapterFolder: string;
  readonly adapterGguf: string;
}

export interface DecodeRequest {
  readonly prompt: readonly number[];
  readonly newTokens: number;
  readonly adapted: boolean;
}

export interface DecodeAnswer {
  /** Until the first token is there. */
  readonly prefillSeconds: number;
  /** After the first token. */
  readonly tokensPerSecond: number;
  readonly ids: readonly number[];
  readonly peakMiB: number;
}

/** Timed tokens as an answer. */
export function timed(start: number, times: readonly number[], ids: readonly number[], peakMiB: number): DecodeAnswer {
  const [first = start] = times;
  const last = times.at(-1) ?? first;
  return {
    prefillSeconds: (first - start) / 1000,
    tokensPerSecond: ((times.length - 1) * 1000) / (last - first),
    ids,
    peakMiB,
  };
}
