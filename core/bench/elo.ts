import { type Interval, intervalOf } from './metrics.ts';
import { randomBelow } from './random.ts';

/** One comparison of two systems: 1 when the first won, 0 when it lost, 0.5 when neither did. */
export interface Match {
  readonly first: string;
  readonly second: string;
  readonly outcome: 0 | 0.5 | 1;
}

/** How ratings are counted; the paper's numbers (§C.3) unless given. */
export interface EloOptions {
  readonly start?: number;
  readonly base?: number;
  readonly scale?: number;
  readonly k?: number;
  readonly bootstraps?: number;
  readonly seed?: number;
}

/**
 * Elo ratings. They depend on the order of the matches, so they are played `bootstraps` times, each time as many as there
 * are, drawn with replacement in random order; a system's rating is the mean over these, its interval their middle 95 %.
 * A system without a match has no rating.
 */
export function eloRatings(
  systems: readonly string[],
  matches: readonly Match[],
  options: EloOptions = {},
): Readonly<Record<string, Interval>> {
  const { bootstraps = 5000, seed = 0 } = options;
  const below = randomBelow(seed);
  const places = new Map(systems.map((name, place) => [name, place]));
  const played = matches.flatMap(({ first, second, outcome }) => {
    const [a, b] = [places.get(first), places.get(second)];
    return a === undefined || b === undefined ? [] : [{ a, b, outcome }];
  });
  const drawn = systems.map(() => new Float64Array(bootstraps));
  for (let round = 0; round < bootstraps; round++) {
    const order = played.map(() => played[below(played.length)]!);
    for (const [place, rating] of playAll(systems.length, order, options).entries()) drawn[place]![round] = rating;
  }
  const hasPlayed = new Set(played.flatMap(({ a, b }) => [a, b]));
  return Object.fromEntries(
    systems.map((name, place) => [name, hasPlayed.has(place) ? intervalOf(drawn[place]!) : nothing]),
  );
}

const nothing: Interval = { mean: null, low: null, high: null };

/** R ← R + K (S − E), E = 1 / (1 + base^((R′ − R) / scale)), match after match. */
function playAll(
  systems: number,
  matches: readonly { readonly a: number; readonly b: number; readonly outcome: number }[],
  { start = 200, base = 10, scale = 400, k = 4 }: EloOptions,
): Float64Array {
  const ratings = new Float64Array(systems).fill(start);
  for (const { a, b, outcome } of matches) {
    const expected = 1 / (1 + base ** ((ratings[b]! - ratings[a]!) / scale));
    const change = k * (outcome - expected);
    ratings[a]! += change;
    ratings[b]! -= change;
  }
  return ratings;
}

/** Each system against each other, row against column. */
export interface WinMatrix {
  readonly systems: readonly string[];
  /** The row's share of the points: 1 for a win, half for a tie; null where they never met. */
  readonly shares: readonly (readonly (number | null)[])[];
  readonly matches: readonly (readonly number[])[];
}

export function winMatrix(systems: readonly string[], matches: readonly Match[]): WinMatrix {
  const square = () => systems.map(() => systems.map(() => 0));
  const [points, counts] = [square(), square()];
  for (const { first, second, outcome } of matches) {
    const [a, b] = [systems.indexOf(first), systems.indexOf(second)];
    if (a < 0 || b < 0) continue;
    points[a]![b]! += outcome;
    points[b]![a]! += 1 - outcome;
    counts[a]![b]! += 1;
    counts[b]![a]! += 1;
  }
  const shares = points.map((row, a) => row.map((sum, b) => (counts[a]![b] === 0 ? null : sum / counts[a]![b]!)));
  return { systems, shares, matches: counts };
}
