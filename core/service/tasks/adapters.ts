import type { Adapter } from '../../engine/index.ts';
import { invariant } from '../../errors.ts';
import { readSkill } from '../../skill/index.ts';
import {
  type Coefficients,
  coefficientsFromJson,
  mergeMethods,
  readRouting,
  route,
  staticCoefficients,
} from '../../soup/index.ts';
import type { AdapterSpec } from './schemas.ts';

/** The adapter that a spec names; undefined for the base model as it is. @throws AppError of the soups and skills that it names. */
export function adapterOf(spec: AdapterSpec): Adapter | undefined {
  const { folders, router, method = 'cat', density, seed } = spec;
  if (folders.length === 0) return undefined;
  const skills = folders.map((folder) => readSkill(folder).adapter);
  const coefficients = coefficientsOf(spec, skills);
  if (router !== undefined) {
    invariant(coefficients === undefined, 'skills are weighed by routers or by coefficients');
    return route(skills, readRouting(router));
  }
  if (coefficients === undefined) return skills[0];
  return mergeMethods[method].merge(skills, coefficients, {
    ...(density === undefined ? {} : { density }),
    ...(seed === undefined ? {} : { seed }),
  });
}

function coefficientsOf({ coefficients, weights }: AdapterSpec, skills: readonly Adapter[]): Coefficients | undefined {
  invariant(coefficients === undefined || weights === undefined, 'coefficients are given once');
  if (coefficients !== undefined) return coefficientsFromJson(coefficients);
  return weights === undefined ? undefined : staticCoefficients(skills, weights);
}

/** Something made for a key, kept until another key is asked for. */
export interface Kept<T extends { dispose(): Promise<void> | void }> {
  get(key: unknown, make: () => Promise<T>): Promise<T>;
}

/** Keeps one thing: a session takes seconds to make and holds the weights, so the last one is worth keeping and two are not. */
export function keepOne<T extends { dispose(): Promise<void> | void }>(): Kept<T> {
  return keepFew(() => 1);
}

/** Keeps the things used last, as many as `most` says when another one is made. Calls must not overlap. */
export function keepFew<T extends { dispose(): Promise<void> | void }>(most: () => number): Kept<T> {
  /** The one used last at the end. */
  const kept = new Map<string, T>();
  return {
    async get(key, make) {
      const text = JSON.stringify(key);
      const known = kept.get(text);
      if (known !== undefined) {
        kept.delete(text);
        kept.set(text, known);
        return known;
      }
      const others = Math.max(0, most() - 1);
      for (const [old, value] of [...kept].slice(0, Math.max(0, kept.size - others))) {
        kept.delete(old);
        await value.dispose();
      }
      const value = await make();
      kept.set(text, value);
      return value;
    },
  };
}
