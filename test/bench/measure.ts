import { readFileSync } from 'node:fs';

/** Quantile of numbers by linear interpolation; 0.5 is the median. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? low) - low);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median, quartiles and ends, rounded to what a reader can use. */
export function summary(
  values: readonly number[],
): Record<'median' | 'quarter' | 'threeQuarters' | 'min' | 'max', number> {
  const at = (q: number): number => Number(quantile(values, q).toPrecision(4));
  return { median: at(0.5), quarter: at(0.25), threeQuarters: at(0.75), min: at(0), max: at(1) };
}

/** The most memory this process ever held (VmHWM), in MiB; 0 where the system doesn't say. */
export function peakMiB(): number {
  return statusMiB('VmHWM');
}

/** As {@link peakMiB}, without pages that are mapped from files: what no other process could share. */
export function privateMiB(): number {
  return statusMiB('RssAnon');
}

function statusMiB(key: string): number {
  try {
    const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Whether a measured piece of work had the processor to itself: its threads waited for one less than a tenth of the time. */
export function undisturbed(seconds: number, { waited }: { waited: number }): boolean {
  return waited < 0.1 * seconds;
}
