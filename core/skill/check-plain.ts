import type { Adapter } from '../engine/index.ts';
import { AppError } from '../errors.ts';

/** Refuses an adapter that no file format of adapters can say. @throws AppError `skill/unsupported` for one with routers. */
export function checkPlain(adapter: Adapter): void {
  const routed = [...adapter].find(([, { router }]) => router !== undefined);
  if (routed === undefined) return;
  throw new AppError(
    'skill/unsupported',
    `Module ${routed[0]} weighs its skills by a router, token by token; an adapter file holds one fixed change for all.`,
    { hint: 'Keep the skills and the router as they are, or learn fixed coefficients for the skills.' },
  );
}
