import type { Adapter } from '../../engine/index.ts';
import { readSkill } from '../../skill/index.ts';
import { coefficientsFromJson, concatenate } from '../../soup/index.ts';
import type { AdapterSpec } from './schemas.ts';

/** The adapter that a spec names; undefined for the base model as it is. */
export function adapterOf({ folders, coefficients }: AdapterSpec): Adapter | undefined {
  if (folders.length === 0) return undefined;
  const skills = folders.map((folder) => readSkill(folder).adapter);
  if (coefficients === undefined) return skills[0];
  return concatenate(skills, coefficientsFromJson(coefficients));
}

/** Something made for a key, kept until another key is asked for. */
export interface Kept<T extends { dispose(): Promise<void> | void }> {
  get(key: unknown, make: () => Promise<T>): Promise<T>;
}

/** Keeps one thing: a session takes seconds to make and holds the weights, so the last one is worth keeping and two are not. */
export function keepOne<T extends { dispose(): Promise<void> | void }>(): Kept<T> {
  let kept: { readonly key: string; readonly value: T } | undefined;
  return {
    async get(key, make) {
      const text = JSON.stringify(key);
      if (kept?.key === text) return kept.value;
      const old = kept;
      kept = undefined;
      await old?.value.dispose();
      const value = await make();
      kept = { key: text, value };
      return value;
    },
  };
}
