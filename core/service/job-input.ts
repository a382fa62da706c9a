import type { z } from 'zod';
import { AppError } from '../errors.ts';

/**
 * What a job was started with.
 * @throws AppError `jobs/not-resumable` when another version of the program wrote it otherwise.
 */
export function inputOf<Schema extends z.ZodType>(
  schema: Schema,
  { id, input }: { readonly id: string; readonly input: unknown },
): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError(
    'jobs/not-resumable',
    `Job ${id} was begun by another version of the program (${issue!.path.join('.')}: ${issue!.message}).`,
    { hint: 'Begin it again; what it has made stays where it is until the job is taken away.' },
  );
}
