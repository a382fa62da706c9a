import { completionsUrl, type Endpoint, type KeyVariable } from './endpoint.ts';
import type { Host } from './host.ts';

/**
 * Keys of endpoints, by host and address: held while the program runs, never written down. A job keeps the address and the
 * model's name alone.
 */
const keys = new WeakMap<Host, Map<string, string>>();

/** Holds the key that came with a call, and gives what may be kept of the endpoint. */
export function keepKey(host: Host, { url, model, key }: Endpoint): { readonly url: string; readonly model: string } {
  const address = completionsUrl(url);
  if (key !== undefined && key !== '') {
    const held = keys.get(host) ?? new Map<string, string>();
    keys.set(host, held.set(address, key));
  }
  return { url: address, model };
}

/**
 * The endpoint with its key: the one that was given for its address, or else that of its variable, or else of
 * STOCKPOT_ENDPOINT_KEY.
 */
export function withKey(
  host: Host,
  { url, model }: Pick<Endpoint, 'url' | 'model'>,
  keyVariable: KeyVariable,
): Endpoint & { readonly keyVariable: KeyVariable } {
  const given = process.env[keyVariable] || process.env.STOCKPOT_ENDPOINT_KEY || undefined;
  const key = keys.get(host)?.get(completionsUrl(url)) ?? given;
  return { url, model, keyVariable, ...(key === undefined ? {} : { key }) };
}
