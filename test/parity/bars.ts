/** What parity.py prints. */
export interface ParityReport {
  readonly tokenizer: Readonly<Record<'transformers' | 'llamaCpp', { readonly texts: number; readonly wrong: object }>>;
  readonly weights: { readonly compared: number; readonly missing: readonly string[]; readonly maxDifference: number };
  readonly logits: { readonly maxDifference: number };
  readonly soupByTerms: { readonly maxDifference: number };
  readonly soupByPeft: { readonly maxDifference: number };
  readonly decoded: { readonly maxDifference: number };
  /** On the same text and against the same dense model: ours, and llama.cpp's. */
  readonly fourBit: FourBitReport;
  readonly fourBitLlamaCpp: FourBitReport;
}

interface FourBitReport {
  readonly tokens: number;
  /** Mean divergence from the dense model in nats, and the share of tokens whose likeliest successor is the same. */
  readonly meanKl: number;
  readonly sameTop: number;
  readonly sameTopInterval: readonly [number, number];
}

export interface Bar {
  readonly name: string;
  readonly found: number;
  readonly bar: number;
  readonly held: boolean;
}

/** Holds each difference to its bar; logits of this size differ by about 1e-4 between two orders of the same f32 sums. */
export function checkBars(report: ParityReport): Bar[] {
  const atMost = (name: string, found: number, bar: number): Bar => ({ name, found, bar, held: found <= bar });
  const atLeast = (name: string, found: number, bar: number): Bar => ({ name, found, bar, held: found >= bar });
  const wrong = ({ wrong: texts }: { wrong: object }): number => Object.keys(texts).length;
  return [
    atMost('texts tokenized otherwise than by transformers', wrong(report.tokenizer.transformers), 0),
    atMost('texts tokenized otherwise than by llama.cpp', wrong(report.tokenizer.llamaCpp), 0),
    atMost('weights that the folder lacks', report.weights.missing.length, 0),
    atMost('largest difference of a weight', report.weights.maxDifference, 0),
    atMost('largest difference of a logit', report.logits.maxDifference, 1e-3),
    atMost("largest difference of a soup's logit from its terms", report.soupByTerms.maxDifference, 1e-3),
    atMost("largest difference of a soup's logit loaded by PEFT", report.soupByPeft.maxDifference, 1e-3),
    atMost('largest difference of a logit decoded token by token', report.decoded.maxDifference, 1e-3),
    atMost('mean divergence of four-bit decoding (nats)', report.fourBit.meanKl, 0.005),
    atMost("the same, held to llama.cpp's", report.fourBit.meanKl, report.fourBitLlamaCpp.meanKl),
    // of 1,024 tokens the share is known to about a hundredth; llama.cpp's own was 0.960
    atLeast('share of equal likeliest tokens, four-bit', report.fourBit.sameTop, 0.95),
    atLeast("the same, held to llama.cpp's", report.fourBit.sameTop, report.fourBitLlamaCpp.sameTop),
  ];
}
