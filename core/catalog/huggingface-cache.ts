import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingFiles } from './model-folder.ts';

/**
 * A complete snapshot of a model in the cache of Hugging Face's tools: the one `refs/main` names, else any. The cache is
 * only read.
 *
 * @returns the snapshot's folder, or why there is none.
 */
export function findInHubCache(cacheFolder: string, hubId: string): { folder: string } | { reason: string } {
  const repository = join(cacheFolder, `models--${hubId.replaceAll('/', '--')}`);
  const snapshots = join(repository, 'snapshots');
  if (!existsSync(snapshots)) return { reason: `${repository} is not there` };
  const main = join(repository, 'refs', 'main');
  const first = existsSync(main) ? [readFileSync(main, 'utf8').trim()] : [];
  const commits = [...new Set([...first, ...readdirSync(snapshots)])].filter((name) => /^[\w.-]+$/.test(name));
  let lacks = 'no snapshot';
  for (const commit of commits) {
    const folder = join(snapshots, commit);
    const missing = missingFiles(folder);
    if (missing.length === 0) return { folder };
    lacks = `${missing.join(', ')} missing`;
  }
  return { reason: `${repository} is incomplete (${lacks})` };
}
