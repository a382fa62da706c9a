import { invariant } from '../errors.ts';
import { matrixRoot } from './matrix-root.ts';

/** Where a search stands: its points are drawn from N(mean, sigma² covariance). */
export interface CmaState {
  readonly generation: number;
  readonly mean: readonly number[];
  readonly sigma: number;
  readonly covariance: readonly (readonly number[])[];
  /** Ratio of the covariance's largest to its least eigenvalue. */
  readonly condition: number;
}

export interface CmaOptions {
  readonly mean: readonly number[];
  readonly sigma: number;
  /** Draws from the standard normal distribution, one at a time. */
  readonly normal: () => number;
}

/** A search that minimises: ask for a generation of points, tell their values, and so on. */
export interface Cma {
  readonly populationSize: number;
  readonly state: CmaState;
  ask(): number[][];
  /** Values of the points that were asked for last, in their order. */
  tell(values: readonly number[]): void;
}

/**
 * CMA-ES (Hansen, "The CMA Evolution Strategy: A Tutorial", 2016), without negative weights: what PyPI's `cma` 4.5 does with
 * `CMA_active: False` and its other defaults. Points are m + σ C^½ z with the symmetric root, so that they don't hang on the signs of
 * eigenvectors. At least two dimensions.
 */
export function createCma({ mean: start, sigma: startSigma, normal }: CmaOptions): Cma {
  const n = start.length;
  invariant(n >= 2, 'a search has at least two dimensions');
  const { populationSize, weights, muEffective, cSigma, damping, cC, c1, cMu, expectedNorm } = cmaSettings(n);
  let mean = [...start];
  let sigma = startSigma;
  let covariance: number[][] = start.map((_, i) => start.map((_, j) => (i === j ? 1 : 0)));
  let roots = matrixRoot(covariance);
  let sigmaPath = start.map(() => 0);
  let covariancePath = start.map(() => 0);
  let generation = 0;
  let asked: number[][] = [];

  return {
    populationSize,
    get state() {
      return { generation, mean, sigma, covariance, condition: roots.condition };
    },
    ask() {
      asked = Array.from({ length: populationSize }, () => {
        const step = times(
          roots.root,
          mean.map(() => normal()),
        );
        return mean.map((value, i) => value + sigma * step[i]!);
      });
      return asked.map((point) => [...point]);
    },
    tell(values) {
      invariant(values.length === asked.length && asked.length > 0, 'a value for each point that was asked for');
      generation += 1;
      const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
      const old = mean;
      // y = (x − m) / σ of the best μ points, the best first
      const steps = weights.map((_, rank) => asked[order[rank]!]!.map((value, i) => (value - old[i]!) / sigma));
      const shift = old.map((_, i) => weights.reduce((sum, weight, rank) => sum + weight * steps[rank]![i]!, 0));
      mean = old.map((value, i) => value + sigma * shift[i]!);

      // p_σ ← (1 − c_σ) p_σ + √(c_σ (2 − c_σ) μ_eff) C^−½ y_w
      const white = times(roots.inverseRoot, shift);
      const sigmaGain = Math.sqrt(cSigma * (2 - cSigma) * muEffective);
      sigmaPath = sigmaPath.map((value, i) => (1 - cSigma) * value + sigmaGain * white[i]!);
      const length2 = sigmaPath.reduce((sum, value) => sum + value ** 2, 0);
      // a path that is too long for chance stalls the rank-one update (h_σ)
      const stalls = length2 / (1 - (1 - cSigma) ** (2 * generation)) / n - 1 >= 1 + 4 / (n + 1);

      // p_c ← (1 − c_c) p_c + h_σ √(c_c (2 − c_c) μ_eff) y_w
      const pathGain = stalls ? 0 : Math.sqrt(cC * (2 - cC) * muEffective);
      covariancePath = covariancePath.map((value, i) => (1 - cC) * value + pathGain * shift[i]!);

      // C ← (1 − c_1 (1 − (1 − h_σ) c_c (2 − c_c)) − c_μ) C + c_1 p_c p_cᵀ + c_μ Σ w y yᵀ
      const kept = 1 - c1 * (stalls ? 1 - cC * (2 - cC) : 1) - cMu;
      covariance = covariance.map((row, i) =>
        row.map((value, j) => {
          const rankMu = weights.reduce((sum, weight, rank) => sum + weight * steps[rank]![i]! * steps[rank]![j]!, 0);
          return kept * value + c1 * covariancePath[i]! * covariancePath[j]! + cMu * rankMu;
        }),
      );
      roots = matrixRoot(covariance);
      sigma *= Math.exp(Math.min(1, (cSigma / damping) * (Math.sqrt(length2) / expectedNorm - 1)));
      asked = [];
    },
  };
}

/** The settings that depend on the number of dimensions alone. */
export function cmaSettings(n: number) {
  const populationSize = 4 + Math.floor(3 * Math.log(n));
  const mu = Math.floor(populationSize / 2);
  const raw = Array.from({ length: mu }, (_, i) => Math.log((populationSize + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const muEffective = 1 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const cSigma = Math.min(1 / 2, (muEffective + 2) / (n + muEffective + 3));
  const c1 = 2 / ((n + 1.3) ** 2 + muEffective);
  return {
    populationSize,
    weights,
    muEffective,
    cSigma,
    damping: 1 + 2 * Math.max(0, Math.sqrt((muEffective - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEffective / n) / (n + 4 + (2 * muEffective) / n),
    c1,
    cMu: Math.min(1 - c1, (2 * (muEffective - 1.75 + 1 / muEffective)) / ((n + 2) ** 2 + muEffective)),
    expectedNorm: expectedNorm(n),
  };
}

/** E‖N(0, I)‖ = √2 Γ((n + 1) / 2) / Γ(n / 2), by χ(n + 2) = χ(n) (n + 1) / n. */
function expectedNorm(n: number): number {
  let norm = n % 2 === 1 ? Math.sqrt(2 / Math.PI) : Math.sqrt(Math.PI / 2);
  for (let k = n % 2 === 1 ? 1 : 2; k < n; k += 2) norm *= (k + 1) / k;
  return norm;
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, j) => sum + value * vector[j]!, 0));
}
