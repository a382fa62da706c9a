import { InvalidArgumentError } from 'commander';
import { type Json, parseChange } from '../../service/index.ts';

/** A whole number, 0 or more, as an option's value. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** A number, 0 or more, as an option's value. */
export function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** Numbers with commas between them, as an option's value. */
export function numberList(text: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.some((value) => !Number.isFinite(value)))
    throw new InvalidArgumentError('Expected numbers like 0.5,0.5.');
  return numbers;
}

/** Gathers every `--set KEY=VALUE`. */
export function addChange(text: string, before: Changes): Changes {
  const [key, value] = parseChange(text);
  return { ...before, [key]: value };
}

/** Changes to a recipe, by dotted key. */
export type Changes = Readonly<Record<string, Json>>;

/** The named fields of an object that are there. */
export function pick<T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { [P in K]?: Exclude<T[P], undefined> } {
  const entries = keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]] as const]));
  return Object.fromEntries(entries) as { [P in K]?: Exclude<T[P], undefined> };
}

/** The changes as a part of an input: none when there are none. */
export function changesInput(set: Changes): { readonly set?: Changes } {
  return Object.keys(set).length === 0 ? {} : { set };
}
