import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Who may speak with a server on the loopback interface, where every page of a browser can knock too. */
export interface Access {
  /** What another process of the same person shows (`authorization: Bearer …`). */
  readonly secret: string;
  /** A token for one address that opens the window in a browser. */
  newToken(): string;
  /** The cookie for a token that was not used before. */
  redeem(token: string): string | undefined;
  /** By what a request may come in: the cookie of a browser, the secret, or nothing. */
  admits(headers: IncomingHttpHeaders): 'cookie' | 'secret' | undefined;
}

/**
 * Access to the server at a port. Browsers keep the cookies of all ports of a machine together: its name tells ours. A
 * session is a random text signed by `key`, so a host that has the same key knows it again.
 */
export function openAccess(port: () => number, key: Buffer): Access {
  const secret = randomText();
  const tokens = new Set<string>();
  const signed = (session: string) => `${session}.${createHmac('sha256', key).update(session).digest('base64url')}`;
  const cookieName = () => `stockpot-${port()}`;
  return {
    secret,
    newToken() {
      const token = randomText();
      tokens.add(digest(token));
      return token;
    },
    redeem(token) {
      if (!tokens.delete(digest(token))) return undefined;
      return `${cookieName()}=${signed(randomText())}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits({ authorization, cookie }) {
      if (authorization?.startsWith('Bearer ') && same(authorization.slice('Bearer '.length), secret)) return 'secret';
      const mine = cookie
        ?.split(';')
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${cookieName()}=`));
      const shown = mine?.slice(cookieName().length + 1);
      return shown !== undefined && same(shown, signed(shown.split('.')[0] ?? '')) ? 'cookie' : undefined;
    },
  };
}

/**
 * Why a request does not come from our own pages or programs, if so: a foreign name for this machine (a page that had its
 * own name point here), or a foreign page.
 */
export function foreign(headers: IncomingHttpHeaders, port: number): string | undefined {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (headers.host === undefined || !names.includes(headers.host)) return 'It was asked for under another name.';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) return 'A page of another place asked.';
  return undefined;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Kept and compared instead of the text itself, so that the time it takes tells nothing. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function same(first: string, second: string): boolean {
  return timingSafeEqual(Buffer.from(digest(first)), Buffer.from(digest(second)));
}
