import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'session.key';

/**
 * The home's own key for browsers' sessions, made when it is first asked for, so that a page that was let in stays let
 * in when its host is started anew. No other account can read it; removing the file ends every session.
 */
export function sessionKey(home: string): Buffer {
  const path = join(home, NAME);
  const kept = existsSync(path) ? Buffer.from(readFileSync(path, 'utf8'), 'base64url') : undefined;
  // Never less than whole: whoever knows the key can sign a session.
  if (kept?.length === KEY_BYTES) return kept;
  const key = randomBytes(KEY_BYTES);
  writeFileSync(`${path}.tmp`, key.toString('base64url'), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  return key;
}

const KEY_BYTES = 32;

/** Where a home is served when nobody names a port: the same one each time, so that an open page finds it again. */
export function usualPort(home: string): number {
  let sum = 0;
  for (const character of home) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1000;
  return 41_000 + sum;
}
