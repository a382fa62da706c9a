import type { Adapter, LoraModule } from '../engine/index.ts';
import type { Coefficients } from './coefficients.ts';
import { incompatible, type Keeps, mergeModules, type Share } from './merge-method.ts';

/** One matrix made of the skills' matrices of the same size and their weights. */
export type Mix = (parts: readonly Float32Array[], weights: readonly number[]) => Float32Array;

/** What a coefficient and a scaling come to on either side: ΔW has the product of both. */
export type Weigh = (coefficient: number, scaling: number) => { readonly a: number; readonly b: number };

/** PEFT's: with w = c s, ±√|w| (the sign of w) on A and √|w| on B. */
const byRoots: Weigh = (coefficient, scaling) => {
  const weight = coefficient * scaling;
  const root = Math.sqrt(Math.abs(weight));
  return { a: root * Math.sign(weight), b: root };
};

/**
 * Merges A and B apart, as PEFT's `add_weighted_adapter` does for its combination types but `cat` and `svd`: with
 * w = cᵢ sᵢ, A by the weights ±√|w| (the sign of w on this side alone) and B by √|w|, or as `weigh` says. Needs equal ranks;
 * scalings may differ.
 *
 * @throws AppError `soup/incompatible`
 */
export function mergeApart(
  name: string,
  skills: readonly Adapter[],
  coefficients: Coefficients,
  mix: Mix,
  weigh: Weigh = byRoots,
): Adapter {
  return mergeModules(skills, coefficients, (module, shares) => {
    checkRanks(name, module, shares);
    return mixed(shares, mix, weigh);
  });
}

/** Each skill with another matrix in the place of each of its own. */
export function mapMatrices(
  skills: readonly Adapter[],
  map: (values: Float32Array, matrix: Parameters<Keeps>[0]) => Float32Array,
): Adapter[] {
  return skills.map(
    (adapter, skill) =>
      new Map(
        [...adapter].map(([module, lora]) => {
          const [a, b] = (['a', 'b'] as const).map((side) => map(lora[side], { module, side, skill }));
          return [module, { ...lora, a: a!, b: b! }];
        }),
      ),
  );
}

/** Σ wᵢ Vᵢ */
export function weightedSum(parts: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const out = new Float32Array(parts[0]!.length);
  for (let at = 0; at < out.length; at++) {
    let sum = 0;
    for (let i = 0; i < parts.length; i++) sum += parts[i]![at]! * weights[i]!;
    out[at] = sum;
  }
  return out;
}

function mixed(shares: readonly Share[], mix: Mix, weigh: Weigh): LoraModule {
  const weights = shares.map(({ lora, coefficient }) => weigh(coefficient, lora.scaling));
  const side = (name: 'a' | 'b') =>
    mix(
      shares.map(({ lora }) => lora[name]),
      weights.map((weight) => weight[name]),
    );
  return { rank: shares[0]!.lora.rank, a: side('a'), b: side('b'), scaling: 1 };
}

function checkRanks(name: string, module: string, shares: readonly Share[]): void {
  const { rank } = shares[0]!.lora;
  const other = shares.find(({ lora }) => lora.rank !== rank);
  if (other === undefined) return;
  throw incompatible(
    `${name} merging needs equal ranks, and ${module} has rank ${rank} in skill ${shares[0]!.skill + 1} and ${other.lora.rank} in skill ${other.skill + 1}; "cat" takes any`,
  );
}
