import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { type CatalogOptions, hubSettings } from './options.ts';
import { wayTo } from './proxy.ts';

/** One HTTP request. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** What a POST sends. It is sent to this address alone: a redirect is returned, not followed. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the first origin alone, never to one that it redirects to. */
  readonly token?: string | undefined;
  /** Why the connection is made, for the list of connections. */
  readonly reason: string;
  /** Return a redirect that leads to another origin, or that tells of the file, instead of following it. */
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
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    if (request.method === 'POST') return response;
    const next = new URL(location, url);
    if (request.keepRedirect && (next.origin !== origin || response.headers.has('x-linked-etag'))) return response;
    await response.body?.cancel();
    if (next.protocol !== 'https:' && !(next.protocol === 'http:' && url.startsWith('http:')))
      throw new AppError('model/download-failed', `${url} leads to ${next.protocol}, which is not followed.`);
    url = next.href;
  }
  throw new AppError('model/download-failed', `${request.url} redirects more than ${mostRedirects} times.`);
}

/**
 * As {@link connect}, once more after an answer that says "later" (429, 5xx), as often and as late as is fitting. The last answer is the
 * caller's to judge.
 */
export async function connectPatiently(request: HttpRequest, options: CatalogOptions): Promise<Response> {
  for (let failures = 1; ; failures++) {
    const response = await connect(request, options);
    if (!saysLater(response.status) || failures === mostFailures) return response;
    await response.body?.cancel();
    await pause(failures, response, options);
  }
}

/** Whether an answer's status says that the same request may be answered later. */
export function saysLater(status: number): boolean {
  return status === 429 || status >= 500;
}

/** What to say after the status of an answer that refuses a file. */
export function statusAdvice(status: number): string {
  if (status === 401 || status === 403)
    return ': it wants an account that accepted the licence. Accept it on the model page and set HF_TOKEN';
  if (saysLater(status)) return ': it is overloaded or out of order. Try again later';
  return status === 404 ? ': there is no such file' : '';
}

/** Waits after so many failures in a row: longer each time, and as long as the answer asks for (`Retry-After`), within a minute. */
export async function pause(
  failures: number,
  response: Response | undefined,
  { retryDelayMs = 500, signal }: CatalogOptions,
): Promise<void> {
  const asked = Math.min(longestPauseMs, retryAfterMs(response?.headers.get('retry-after') ?? null));
  await wait(Math.max(retryDelayMs * failures, asked), undefined, signal ? { signal } : {}).catch(() =>
    signal?.throwIfAborted(),
  );
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

const longestPauseMs = 60_000;
/** So many failures in a row end a request. */
export const mostFailures = 5;

async function send(request: HttpRequest, options: CatalogOptions): Promise<Response> {
  const { url, method = 'GET', headers = {}, body, token, reason } = request;
  const { host, origin, pathname } = new URL(url);
  const asked = { host, reason, method, url: `${origin}${pathname}` };
  // Whoever calls has asked before: here is the one place where a connection is made, so nothing can be forgotten.
  if (hubSettings(options).offline) {
    options.onConnection?.({ ...asked, result: 'refused', detail: 'offline' });
    throw new AppError('model/offline', `${host} was not contacted: Stockpot is offline.`);
  }
  let response: Response;
  let proxy: string | undefined;
  try {
    const way = await wayTo(url, options.environment ?? process.env);
    proxy = way.proxy;
    response = await way.fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        'user-agent': 'stockpot',
        // A compressed answer would have no length to check, and no ranges.
        'accept-encoding': 'identity',
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    const detail = through(networkReason(cause), proxy);
    options.onConnection?.({ ...asked, result: 'failed', detail });
    throw new AppError('model/download-failed', `${host} could not be reached (${detail}).`, { cause });
  }
  options.onConnection?.({ ...asked, result: 'answered', detail: through(`HTTP ${response.status}`, proxy) });
  return response;
}

function through(text: string, proxy: string | undefined): string {
  return proxy === undefined ? text : `${text}, through the proxy ${proxy}`;
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
