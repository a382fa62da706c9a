import type { Adapter, LoraModule } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { type Coefficients, modulesOf } from './coefficients.ts';

/** A way to make one adapter of several over the same base model. */
export interface MergeMethod {
  readonly name: string;
  /**
   * The merged adapter. A module that only some skills adapt is merged from those.
   *
   * @throws AppError `soup/incompatible` when the skills can't be merged this way.
   */
  merge(skills: readonly Adapter[], coefficients: Coefficients, options?: MergeOptions): Adapter;
  /**
   * What the method keeps of each skill before it weighs them, where it keeps not all: merging that with density 1 is merging
   * the skills, so that many weights can be tried with one pruning.
   */
  prune?(skills: readonly Adapter[], options?: MergeOptions): Adapter[];
}

/** What only some methods look at. */
export interface MergeOptions {
  /** Share of each matrix's values that is kept, over 0 up to 1; half of them unless given. */
  readonly density?: number;
  /** Of the values kept by chance. */
  readonly seed?: number;
  /** Which values are kept by chance, instead of drawing them. */
  readonly keeps?: Keeps;
}

/** For one skill's matrix, whether the value at a place in it is kept; asked for each in turn. */
export type Keeps = (matrix: {
  readonly module: string;
  readonly side: 'a' | 'b';
  readonly skill: number;
}) => (at: number) => boolean;

/** @throws AppError `soup/incompatible` for a density that is no share. */
export function densityOf({ density = 0.5 }: MergeOptions = {}): number {
  if (density > 0 && density <= 1) return density;
  throw incompatible(`a density is over 0 and at most 1, not ${density}`);
}

/** One skill's part in one module. */
export interface Share {
  /** Place among the skills. */
  readonly skill: number;
  readonly lora: LoraModule;
  readonly coefficient: number;
}

/**
 * Merges module by module: `mergeModule` gets the shares of the skills that adapt the module (at least one, with equal
 * input and output sizes).
 *
 * @throws AppError `soup/incompatible` when sizes differ, or the coefficients are for other skills or modules.
 */
export function mergeModules(
  skills: readonly Adapter[],
  coefficients: Coefficients,
  mergeModule: (module: string, shares: readonly Share[]) => LoraModule,
): Adapter {
  if (skills.length === 0 || skills.length !== coefficients.skills) {
    throw incompatible(`there are ${skills.length} skills and coefficients for ${coefficients.skills}`);
  }
  return new Map(
    modulesOf(skills).map((module) => {
      const shares = sharesOf(module, skills, coefficients);
      checkSizes(module, shares);
      return [module, mergeModule(module, shares)];
    }),
  );
}

/** Why skills can't be merged. */
export function incompatible(why: string): AppError {
  return new AppError('soup/incompatible', `The skills can't be merged: ${why}.`);
}

function sharesOf(module: string, skills: readonly Adapter[], coefficients: Coefficients): Share[] {
  const row = coefficients.values.get(module);
  if (row === undefined) throw incompatible(`there is no coefficient for ${module}`);
  return skills.flatMap((adapter, skill) => {
    const lora = adapter.get(module);
    if (lora === undefined) return [];
    if (lora.router !== undefined)
      throw incompatible(`skill ${skill + 1} weighs ${module} by a router, token by token`);
    const coefficient = row[skill];
    if (coefficient === undefined || !Number.isFinite(coefficient)) {
      throw incompatible(`the coefficient of skill ${skill + 1} for ${module} is ${coefficient}`);
    }
    return [{ skill, lora, coefficient }];
  });
}

function checkSizes(module: string, shares: readonly Share[]): void {
  const sizes = shares.map(({ lora }) => `${lora.a.length / lora.rank} to ${lora.b.length / lora.rank}`);
  const other = sizes.findIndex((size) => size !== sizes[0]);
  if (other === -1) return;
  throw incompatible(
    `${module} goes from ${sizes[0]} values in skill ${shares[0]!.skill + 1} and from ${sizes[other]} in skill ${shares[other]!.skill + 1}, so they are of different base models`,
  );
}
