import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where a system keeps its own programs. */
export const toolFolders: readonly string[] = [
  '/usr/bin',
  '/usr/sbin',
  '/bin',
  '/sbin',
  '/usr/local/bin',
  '/run/current-system/sw/bin',
];

/** The path of a program; undefined where none of the folders has one of this name. */
export function findTool(name: string, folders: readonly string[] = toolFolders): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The paths of programs by their names, or what is missing, as a sentence. */
export function findTools<Name extends string>(names: readonly Name[]): Readonly<Record<Name, string>> | string {
  const found = names.map((name) => [name, findTool(name)] as const);
  const missing = found.flatMap(([name, path]) => (path === undefined ? [name] : []));
  if (missing.length > 0) return `this system has no ${missing.join(', ')}`;
  return Object.fromEntries(found) as Record<Name, string>;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
