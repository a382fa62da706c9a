import type { Protocol } from 'electron';
import { safetyHeaders } from '../../core/server/headers.ts';
import { scheme } from '../words.ts';
import { isOwnAddress } from './sender.ts';
import { readStatic } from './static-files.ts';

/** Where the service host listens, and what it wants to see. */
export interface HostDoor {
  readonly port: number;
  readonly secret: string;
}

/** Before the application is ready: pages of the protocol are secure ones, with an origin of their own. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        codeCache: true,
        // Module scripts are asked for under its rules.
        corsEnabled: true,
      },
    },
  ]);
}

/** Serves the built page, and manuals' files from the service host. */
export function setupProtocol(
  protocol: Pick<Protocol, 'handle'>,
  options: { readonly renderer: string; readonly door: () => HostDoor | undefined; readonly fetch?: typeof fetch },
): void {
  protocol.handle(scheme, pageHandler(options));
}

/** Answers one request of the page. Every answer says what the page may load. */
export function pageHandler({
  renderer,
  door,
  fetch: ask = fetch,
}: {
  readonly renderer: string;
  readonly door: () => HostDoor | undefined;
  readonly fetch?: typeof fetch;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOwnAddress(request.url)) return answer(404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405);
    const { pathname } = new URL(request.url);
    if (MANUAL_FILE.test(pathname)) return manualFile(pathname, request, door(), ask);
    const file = await readStatic(renderer, pathname);
    if (file === undefined) return answer(404);
    return answer(200, request.method === 'HEAD' ? null : file.bytes, {
      'content-type': file.type,
      'content-length': String(file.bytes.byteLength),
      // A new version of the program has other files under the same names.
      'cache-control': 'no-cache',
    });
  };
}

const MANUAL_FILE = /^\/manuals\/[\w-]{1,200}\/file$/;
const PASSED_ON = ['content-type', 'content-length', 'content-range', 'content-disposition', 'accept-ranges'];

async function manualFile(
  pathname: string,
  request: Request,
  door: HostDoor | undefined,
  ask: typeof fetch,
): Promise<Response> {
  if (door === undefined) return answer(503);
  const range = request.headers.get('range');
  try {
    const response = await ask(`http://127.0.0.1:${door.port}${pathname}`, {
      method: request.method,
      redirect: 'error',
      headers: { authorization: `Bearer ${door.secret}`, ...(range === null ? {} : { range }) },
    });
    const headers = PASSED_ON.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return answer(response.status, response.body, Object.fromEntries(headers));
  } catch {
    // The host is just ending or starting again; the page asks once more when it is connected.
    return answer(502);
  }
}

function answer(
  status: number,
  body: ConstructorParameters<typeof Response>[0] = null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { ...safetyHeaders, ...headers } });
}
