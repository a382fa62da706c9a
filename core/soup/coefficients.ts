import type { Adapter, Constraint, Granularity } from '../engine/index.ts';
import { AppError, invariant } from '../errors.ts';

/** How much of each skill goes into each module: the paper's α. */
export interface Coefficients {
  readonly skills: number;
  /** Module path → one coefficient per skill, in the skills' order. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** What kept them in bounds while they were learned; `fixed` when they were given. */
  readonly constraint?: Constraint | 'fixed';
  /** What shares one coefficient. */
  readonly granularity?: Granularity;
}

/** Coefficients as a JSON document. */
export interface CoefficientsJson {
  readonly skills: number;
  readonly constraint?: Constraint | 'fixed';
  readonly granularity?: Granularity;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** One skill's coefficients over all modules. */
export interface CoefficientSummary {
  readonly mean: number;
  /** Standard deviation over the modules (of this whole population). */
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** The same coefficient in every module: static CAT. One number for all skills, or one for each. */
export function staticCoefficients(skills: readonly Adapter[], value: number | readonly number[] = 0.5): Coefficients {
  const row = typeof value === 'number' ? skills.map(() => value) : value;
  invariant(row.length === skills.length, 'static coefficients are one for each skill');
  const values = new Map(modulesOf(skills).map((module) => [module, row]));
  return { skills: skills.length, values, constraint: 'fixed', granularity: 'model' };
}

/** Coefficient 1 for one skill and 0 for the others: the soup is that skill alone. */
export function oneHotCoefficients(skills: readonly Adapter[], index: number): Coefficients {
  invariant(index >= 0 && index < skills.length, 'a one-hot coefficient stands for one of the skills');
  return staticCoefficients(
    skills,
    skills.map((_, i) => (i === index ? 1 : 0)),
  );
}

/** Every module that any of the skills adapts: the first skill's in its order, then what the others add. */
export function modulesOf(skills: readonly Adapter[]): string[] {
  return [...new Set(skills.flatMap((skill) => [...skill.keys()]))];
}

/** Coefficients as a JSON document; `coefficientsFromJson` gives the same back. */
export function coefficientsToJson({ values, ...rest }: Coefficients): CoefficientsJson {
  return { ...rest, values: Object.fromEntries(values) };
}

/** @throws AppError `soup/incompatible` when the document does not hold one finite number for each skill and module. */
export function coefficientsFromJson(json: unknown): Coefficients {
  const bad = (what: string) => new AppError('soup/incompatible', `These are no soup coefficients: ${what}.`);
  if (!isRecord(json)) throw bad('expected an object');
  const { skills, values, constraint, granularity } = json;
  if (!Number.isInteger(skills) || (skills as number) < 1) throw bad('"skills" is not a number of skills');
  if (!isRecord(values)) throw bad('"values" is not an object');
  for (const [module, row] of Object.entries(values)) {
    if (!Array.isArray(row) || row.length !== skills || !row.every((value) => Number.isFinite(value))) {
      throw bad(`${module} does not have ${skills} finite numbers`);
    }
  }
  if (constraint !== undefined && !isOneOf(constraints, constraint)) throw bad('"constraint" is not known');
  if (granularity !== undefined && !isOneOf(granularities, granularity)) throw bad('"granularity" is not known');
  return {
    skills: skills as number,
    values: new Map(Object.entries(values as Record<string, number[]>)),
    ...(constraint === undefined ? {} : { constraint }),
    ...(granularity === undefined ? {} : { granularity }),
  };
}

/** Mean, spread and range of each skill's coefficients over the modules, in the skills' order. */
export function summarizeCoefficients({ skills, values }: Coefficients): CoefficientSummary[] {
  invariant(values.size > 0, 'coefficients to sum up are there');
  const rows = [...values.values()];
  return Array.from({ length: skills }, (_, skill) => {
    const column = rows.map((row) => row[skill]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    return { mean, spread: Math.sqrt(variance), low: Math.min(...column), high: Math.max(...column) };
  });
}

const constraints: readonly (Constraint | 'fixed')[] = ['softmax', 'sigmoid', 'free', 'fixed'];
const granularities: readonly Granularity[] = ['module', 'layer', 'model'];

function isOneOf<T>(known: readonly T[], value: unknown): value is T {
  return (known as readonly unknown[]).includes(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
