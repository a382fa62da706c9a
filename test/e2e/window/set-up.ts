import { buildRenderer } from './served-window.ts';

/** Vitest's global set-up of the end-to-end tests. */
export function setup(): void {
  buildRenderer();
}
