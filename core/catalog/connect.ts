import { AppError } from '../errors.ts';
import { type CatalogOptions, hubSettings } from './options.ts';

/** One HTTP request. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the first origin alone, never to one that it redirects to. */
  readonly token?: string | undefined;
  /** Why the connection is made, for the list of connections. */
  readonly reason: string;
  /** Return a redirect instead of following it. */
  readonly keepRedirect?: boolean;
}

/**
 * Sends a request and follows redirects, reporting each host that is contacted. The answer's status is the caller's to judge.
 *
 * @throws AppError `model/download-failed` when no answer came, `model/offline` without having tried.
 */
export async function connect(request: HttpRequest, options: CatalogOptions): Promise<Response> {
  const origin = new URL(request.url).origin;
  let url = request.url;
  for (let hop = 0; hop < mostRedirects; hop++) {
    const response = await send(
      { ...request, url, token: sameOrigin(url, origin) ? request.token : undefined },
      options,
    );
    const location = response.headers.get('location');
    if (request.keepRedirect || response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && url.startsWith('http:')))
      throw new AppError('model/download-failed', `${url} leads to ${next.protocol}, which is not followed.`);
    url = next.href;
  }
  throw new AppError('model/download-failed', `${request.url} redirects more than ${mostRedirects} times.`);
}

async function send(request: HttpRequest, options: CatalogOptions): Promise<Response> {
  const { url, method = 'GET', headers = {}, token, reason } = request;
  const host = new URL(url).host;
  // Whoever calls has asked before: here is the one place where a connection is made, so nothing can be forgotten.
  if (hubSettings(options).offline) {
    options.onConnection?.({ host, reason, result: 'refused', detail: 'offline' });
    throw new AppError('model/offline', `${host} was not contacted: Stockpot is offline.`);
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        'user-agent': 'stockpot',
        // A compressed answer would have no length to check, and no ranges.
        'accept-encoding': 'identity',
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    const detail = networkReason(cause);
    options.onConnection?.({ host, reason, result: 'failed', detail });
    throw new AppError('model/download-failed', `${host} could not be reached (${detail}).`, { cause });
  }
  options.onConnection?.({ host, reason, result: 'answered', detail: `HTTP ${response.status}` });
  return response;
}

/** What a failed fetch says under "fetch failed". */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined || cause.message.includes(code) ? cause.message : `${code}: ${cause.message}`;
}

function sameOrigin(url: string, origin: string): boolean {
  return new URL(url).origin === origin;
}

const mostRedirects = 6;
