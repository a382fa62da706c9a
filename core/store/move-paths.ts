import { sep } from 'node:path';
import type { SqlDatabase } from './database.ts';

/**
 * Changes every path that leads into the folder `from` so that it leads into `to`. Most of a home is named from the home;
 * what is not: models that were named by their folder, the models folder, and the files that unfinished jobs began with.
 */
export function movePaths(db: SqlDatabase, from: string, to: string): void {
  const [old, next] = [from + sep, to + sep];
  db.transaction(() => {
    for (const [table, column] of PATHS) {
      const begins = `substr(${column}, 1, length(?)) = ?`;
      const change = `UPDATE ${table} SET ${column} = ? || substr(${column}, length(?) + 1) WHERE ${begins}`;
      db.statement(change).run(next, old, old, old);
    }
    for (const [table, column] of DOCUMENTS) {
      const change = `UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE instr(${column}, ?) > 0`;
      db.statement(change).run(opening(old), opening(next), opening(old));
    }
  });
}

/** Columns that hold a path, or a name. */
const PATHS = [
  ['skills', 'folder'],
  ['skills', 'base_model'],
  ['soups', 'base_model'],
  ['bots', 'base_model'],
  ['runs', 'base_model'],
] as const;

/** Columns whose JSON may hold paths. */
const DOCUMENTS = [
  ['settings', 'value'],
  ['jobs', 'input'],
  ['jobs', 'stages'],
] as const;

/** How a JSON text begins that begins so. */
function opening(text: string): string {
  return JSON.stringify(text).slice(0, -1);
}
