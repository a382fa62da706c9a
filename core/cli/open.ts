import { hostOf, openService, withAbsolutePaths } from '../service/index.ts';
import type { OpenService } from './context.ts';

/** The service over a home: in this process, or, where another one owns the home and lets others work there, in that one. */
export const openHere: OpenService = async ({ home }) => {
  const owner = hostOf(home);
  if (owner === undefined) return withAbsolutePaths(await openService(home === undefined ? {} : { home }));
  // What connects is loaded when it is needed: most commands start without it.
  const { connectToHost } = await import('../server/index.ts');
  return withAbsolutePaths(await connectToHost(owner));
};
