import { AppError } from '../errors.ts';
import type { Store } from '../store/index.ts';
import type { SoupDetail } from './contract.ts';

/** A soup's modules in the order in which they are shown, and its coefficients in that order. */
export interface SoupModules {
  readonly modules: SoupDetail['modules'];
  /** `[skill][module]` */
  readonly coefficients: SoupDetail['coefficients'];
  /** Other coefficients in this order, by module. @throws AppError `soup/incompatible` when they are not one for each skill and module. */
  valuesOf(coefficients: SoupDetail['coefficients']): Record<string, readonly number[]>;
}

/** By layer, and within one in the order of a decoder layer. */
export function soupModules(store: Store, soupId: string): SoupModules {
  const { coefficients } = store.soups.require(soupId);
  const skills = store.soups.skillIds(soupId).length;
  const modules = Object.keys(coefficients)
    .map(moduleOf)
    .sort((a, b) => a.layer - b.layer || rankOf(a.target) - rankOf(b.target) || (a.path < b.path ? -1 : 1));
  const rows = Array.from({ length: skills }, (_, skill) => modules.map(({ path }) => coefficients[path]![skill]!));
  return {
    modules,
    coefficients: rows,
    valuesOf(given) {
      if (given.length !== skills) {
        throw new AppError('soup/incompatible', `The soup has ${skills} skills; there are ${given.length} lists.`);
      }
      const short = given.findIndex((row) => row.length !== modules.length);
      if (short !== -1) {
        throw new AppError(
          'soup/incompatible',
          `The soup has ${modules.length} modules; list ${short + 1} has ${given[short]!.length} numbers.`,
          { hint: 'The order is the one that soup.show gives.' },
        );
      }
      return Object.fromEntries(modules.map(({ path }, i) => [path, given.map((row) => row[i]!)]));
    },
  };
}

function moduleOf(path: string): SoupDetail['modules'][number] {
  const layer = /\.(\d+)\./.exec(path)?.[1];
  return { path, layer: layer === undefined ? 0 : Number(layer), target: path.slice(path.lastIndexOf('.') + 1) };
}

const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];

function rankOf(target: string): number {
  const at = targets.indexOf(target);
  return at === -1 ? targets.length : at;
}
