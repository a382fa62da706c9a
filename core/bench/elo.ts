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
  const played = playedOf(systems, matches);
  const drawn = systems.map(() => new Float64Array(bootstraps));
  for (let round = 0; round < bootstraps; round++) {
    const ratings = playDrawn(systems.length, played, below, options);
    for (let place = 0; place < systems.length; place++) drawn[place]![round] = ratings[place]!;
  }
  const hasPlayed = new Set([...played.first, ...played.second]);
  return Object.fromEntries(
    systems.map((name, place) => [name, hasPlayed.has(place) ? intervalOf(drawn[place]!) : nothing]),
  );
}

const nothing: Interval = { mean: null, low: null, high: null };

/** Matches by the places of their systems: typed arrays, since they are read some ten million times. */
interface Played {
  readonly first: Uint16Array;
  readonly second: Uint16Array;
  readonly outcome: Float64Array;
}

function playedOf(systems: readonly string[], matches: readonly Match[]): Played {
  const places = new Map(systems.map((name, place) => [name, place]));
  const known = matches.filter(({ first, second }) => places.has(first) && places.has(second));
  return {
    first: Uint16Array.from(known, ({ first }) => places.get(first)!),
    second: Uint16Array.from(known, ({ second }) => places.get(second)!),
    outcome: Float64Array.from(known, ({ outcome }) => outcome),
  };
}

/** R ← R + K (S − E), E = 1 / (1 + base^((R′ − R) / scale)), over as many matches as there are, each drawn from all. */
function playDrawn(
  systems: number,
  { first, second, outcome }: Played,
  below: (bound: number) => number,
  { start = 200, base = 10, scale = 400, k = 4 }: EloOptions,
): Float64Array {
  const ratings = new Float64Array(systems).fill(start);
  const exponent = Math.log(base) / scale;
  for (let played = 0; played < outcome.length; played++) {
    const match = below(outcome.length);
    const [a, b] = [first[match]!, second[match]!];
    const expected = 1 / (1 + Math.exp((ratings[b]! - ratings[a]!) * exponent));
    const change = k * (outcome[match]! - expected);
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
