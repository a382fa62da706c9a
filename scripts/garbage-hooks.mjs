// Since Node 24.19 its headers compile into each wrapped object's destructor a call that aborts the process when garbage is
// collected while no context is entered (nodejs/node#65446). A binary with that call imports the function by its name.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a native module may abort the process so. */
export function abortsOnGarbage(binary) {
  return existsSync(binary) && readFileSync(binary).includes('RemoveEnvironmentCleanupHook');
}

/**
 * The compiler's option that puts a header without that call in the place of the one in a folder of headers; undefined
 * where there is no need. @param path where the changed header may be written
 */
export function wrapWithoutHooks(nodedir, path) {
  const header = nodedir && join(nodedir, 'include', 'node', 'node_object_wrap.h');
  if (!header || !existsSync(header) || process.platform === 'win32') return undefined;
  const text = readFileSync(header, 'utf8');
  const without = text.replace(/^\s*(Add|Remove)CleanupHook\(\);$/gm, '');
  if (without === text) return undefined;
  writeFileSync(path, without);
  return `-include "${path}"`;
}
