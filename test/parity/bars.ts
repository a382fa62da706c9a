/** What parity.py prints. */
export interface ParityReport {
  readonly tokenizer: Readonly<Record<'transformers' | 'llamaCpp', { readonly texts: number; readonly wrong: object }>>;
  readonly weights: { readonly compared: number; readonly missing: readonly string[]; readonly maxDifference: number };
  readonly logits: { readonly maxDifference: number };
  readonly soupByTerms: { readonly maxDifference: number };
  readonly soupByPeft: { readonly maxDifference: number };
  readonly decoded: { readonly maxDifference: number };
  readonly fourBit: { readonly meanKl: number; readonly sameTop: number };
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
    atMost('mean divergence of four-bit decoding (nats)', report.fourBit.meanKl, 0.01),
    atLeast('share of equal likeliest tokens, four-bit', report.fourBit.sameTop, 0.97),
  ];
}
