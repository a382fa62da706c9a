import type { Json } from '../../api.ts';
import type { Curve } from '../../charts/curves.ts';

/** What is told of how a system was made, sorted by how it is shown. */
export interface Making {
  /** Numbers, words and short lists, by name. */
  readonly facts: readonly (readonly [name: string, value: string | number | boolean | readonly number[]])[];
  /** Measured points of a sweep, the best first. */
  readonly sweep: readonly SweepPoint[];
  /** Loss on held-out examples over steps. */
  readonly heldOut: Curve['points'];
}

export interface SweepPoint {
  readonly density: number | null;
  readonly weights: readonly number[];
  readonly score: number;
}

/** Reads a system's details, whatever its kind. What has no place of its own is a fact, or is left to the exported file. */
export function readMaking(details: Json): Making {
  const { sweep, heldOut, ...rest } = objectOf(details);
  return {
    facts: factsOf(rest, ''),
    sweep: listOf(sweep)
      .flatMap(pointOf)
      .sort((a, b) => b.score - a.score),
    heldOut: listOf(heldOut).flatMap((point) => {
      const { step, loss } = objectOf(point);
      return typeof step === 'number' && typeof loss === 'number' ? [{ step, value: loss }] : [];
    }),
  };
}

function factsOf(value: { readonly [key: string]: Json }, prefix: string): Making['facts'] {
  return Object.entries(value).flatMap(([key, inner]): Making['facts'] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean') return [[name, inner]];
    if (Array.isArray(inner)) {
      const numbers = inner.filter((one): one is number => typeof one === 'number');
      return numbers.length === inner.length && numbers.length > 0 && numbers.length <= 8 ? [[name, numbers]] : [];
    }
    return inner === null ? [] : factsOf(objectOf(inner), name);
  });
}

function pointOf(value: Json): SweepPoint[] {
  const { density, weights, score } = objectOf(value);
  if (typeof score !== 'number') return [];
  const numbers = listOf(weights).filter((one): one is number => typeof one === 'number');
  return [{ density: typeof density === 'number' ? density : null, weights: numbers, score }];
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
