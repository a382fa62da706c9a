import { randomInt } from 'node:crypto';

/** What an id names, as its first letters. */
export type IdPrefix = 'man' | 'skl' | 'sou' | 'bot' | 'job' | 'cnv' | 'msg' | 'sui' | 'run' | 'drf' | 'prm';

/**
 * A new id: `job_0k3v9q2xw7c1m5ta`. Nine base-32 characters of milliseconds since 1970, so that ids sort by the time they
 * were made (strictly, inside one process), then seven random ones (35 bits). Lower case and without `i l o u`: safe as a
 * folder name on every file system, and selected whole by a double click.
 */
export function newId(prefix: IdPrefix): string {
  tick();
  let time = '';
  for (let rest = lastMilliseconds, i = 0; i < 9; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  let random = '';
  for (let i = 0; i < 7; i++) random += ALPHABET[randomInt(32)];
  return `${prefix}_${time}${random}`;
}

/** The time now, later than any it gave before inside one process: what it is written on sorts by it. */
export function newTime(): string {
  return new Date(tick()).toISOString();
}

function tick(): number {
  lastMilliseconds = Math.max(Date.now(), lastMilliseconds + 1);
  return lastMilliseconds;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
let lastMilliseconds = 0;
