import type { Service } from './contract.ts';

export interface ServiceOptions {
  readonly home?: string;
}

/** Opens a home and gives everything that can be done there. Close it. */
export async function openService(_options: ServiceOptions = {}): Promise<Service> {
  throw new Error('not wired yet');
}
