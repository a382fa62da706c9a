import type { Adapter } from '../../engine/index.ts';
import { readSkill } from '../../skill/index.ts';
import { coefficientsFromJson, mergeMethods } from '../../soup/index.ts';
import type { AdapterSpec } from './schemas.ts';

/** The adapter that a spec names; undefined for the base model as it is. */
export function adapterOf({ folders, coefficients, method = 'cat' }: AdapterSpec): Adapter | undefined {
  if (folders.length === 0) return undefined;
  const skills = folders.map((folder) => readSkill(folder).adapter);
  if (coefficients === undefined) return skills[0];
  return mergeMethods[method].merge(skills, coefficientsFromJson(coefficients));
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
