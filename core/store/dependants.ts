import { AppError, type ErrorCode } from '../errors.ts';
import type { SqlDatabase } from './database.ts';

/**
 * Refuses to remove `what` while others need it. Each query takes its id and gives the names of dependants of one kind.
 *
 * @throws AppError `code`, naming every dependant.
 */
export function refuseIfUsed(
  db: SqlDatabase,
  code: ErrorCode,
  what: string,
  id: string,
  queries: readonly (readonly [kind: string, sql: string])[],
): void {
  const users = queries.flatMap(([kind, sql]) =>
    db
      .statement(sql)
      .all(id)
      .map((row) => `${kind} "${row.name}"`),
  );
  if (users.length === 0) return;
  throw new AppError(
    code,
    `Tried to remove ${what}: it is needed by ${[...new Set(users)].join(', ')}. Remove those first.`,
  );
}
