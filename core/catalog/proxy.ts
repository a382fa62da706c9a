import type { Dispatcher } from 'undici';

/** Sends a request as `fetch` does, by way of a proxy or not. */
export interface Way {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** The proxy's host; undefined when it goes straight to its target. */
  readonly proxy: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The way to an address: through the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names, unless NO_PROXY lists its host. Node's own
 * fetch knows none of them.
 */
export async function wayTo(url: string, environment: Environment): Promise<Way> {
  const proxy = proxyFor(url, environment);
  if (proxy === undefined) return { fetch, proxy };
  const { fetch: fetchThrough } = await import('undici');
  const dispatcher = await dispatcherOf(proxy);
  return {
    proxy: new URL(proxy).host,
    // The same interface, declared twice.
    fetch: (address, init) =>
      fetchThrough(address, { ...(init as object), dispatcher }) as unknown as Promise<Response>,
  };
}

function proxyFor(url: string, environment: Environment): string | undefined {
  const { protocol, hostname } = new URL(url);
  const named = variable(environment, protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  const proxy = named ?? variable(environment, 'all_proxy');
  if (proxy === undefined || isExcepted(hostname, variable(environment, 'no_proxy') ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** A list of hosts, by comma or space: each stands for itself and for what ends in it; `*` for all. */
function isExcepted(host: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/:\d+$/, '').replace(/^\*?\./, ''))
    .some((entry) => entry === '*' || (entry !== '' && (host === entry || host.endsWith(`.${entry}`))));
}

/** In small letters or capitals, as curl and Python read them. */
function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()] || undefined;
}

const dispatchers = new Map<string, Dispatcher>();

async function dispatcherOf(proxy: string): Promise<Dispatcher> {
  const { ProxyAgent } = await import('undici');
  let dispatcher = dispatchers.get(proxy);
  if (dispatcher === undefined) {
    dispatcher = new ProxyAgent({ uri: proxy });
    dispatchers.set(proxy, dispatcher);
  }
  return dispatcher;
}
