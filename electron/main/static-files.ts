import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

/** A file of the built page. */
export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The file at a path of the page's address; undefined when there is none in the folder, or the path leads out of it. */
export async function readStatic(folder: string, pathname: string): Promise<StaticFile | undefined> {
  const path = resolveInside(folder, pathname === '/' ? '/index.html' : pathname);
  if (path === undefined) return undefined;
  try {
    const bytes = await readFile(path);
    return { bytes: Uint8Array.from(bytes), type: types[extname(path).toLowerCase()] ?? 'application/octet-stream' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Where a path of an address lies in a folder; undefined when it would lead out of it. */
export function resolveInside(folder: string, pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  // A backslash or a colon means something on one system alone.
  if (/[\0\\:]/.test(decoded)) return undefined;
  const root = resolve(folder);
  const path = resolve(root, `.${sep}${decoded}`);
  return path.startsWith(root + sep) ? path : undefined;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};
