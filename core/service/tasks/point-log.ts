import { createHash } from 'node:crypto';
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, writing } from '../../disk.ts';
import { AppError } from '../../errors.ts';

/** What a long search has measured, one point a line, so that it goes on where it was broken off. */
export interface PointLog<Point> {
  /** The points that are there, in order. */
  readonly known: readonly Point[];
  /** Adds a point; it stands on the disk when this returns. */
  append(point: Point): void;
  close(): void;
}

/**
 * Opens a file of points, or begins it. Its first line says which search it is of: its settings, and a digest of them and of `data`,
 * everything else that decides the points. A last line that was cut off is dropped.
 *
 * @throws AppError `training/bad-checkpoint` when it is of another search or damaged; what `writeError` gives.
 */
export function openPointLog<Point>(
  path: string,
  { data, settings }: { readonly data: string; readonly settings: Readonly<Record<string, unknown>> },
): PointLog<Point> {
  const digest = createHash('sha256')
    .update(JSON.stringify([data, settings]))
    .digest('hex');
  const about = { path, what: 'what the search measured' };
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf('\n') + 1;
  const [head, ...known] = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line, i) => parse(path, line, i));
  if (head !== undefined && (head as { search?: unknown } | null)?.search !== digest)
    throw new AppError(
      'training/bad-checkpoint',
      `${path} belongs to another search: model, skills, pairs or settings have changed since.`,
      {
        hint: 'Remove it to search from the beginning.',
      },
    );
  const file = writing(about, () => {
    makeFolder(dirname(path));
    return openSync(path, existsSync(path) ? 'r+' : 'w');
  });
  let end = whole;
  const add = (value: unknown) =>
    writing(about, () => {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      for (let done = 0; done < line.length; ) done += writeSync(file, line, done, line.length - done, end + done);
      end += line.length;
      fdatasyncSync(file);
    });
  writing(about, () => ftruncateSync(file, end));
  if (head === undefined) add({ search: digest, settings });
  return { known: known as Point[], append: add, close: () => closeSync(file) };
}

function parse(path: string, line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AppError('training/bad-checkpoint', `Line ${index + 1} of ${path} is no JSON.`, {
      cause,
      hint: 'Remove it to search from the beginning.',
    });
  }
}
