import { hostOf, openService, type Service, type ServiceOptions, withAbsolutePaths } from '../service/index.ts';
import type { OpenService } from './context.ts';

/** The service over a home: in this process, or, where another one owns the home and lets others work there, in that one. */
export const openHere: OpenService = openWith({});

/** As {@link openHere}, for a process that has its own ways: to start workers, to load SQLite. */
export function openWith(options: ServiceOptions): OpenService {
  return ({ home }) => open(home === undefined ? options : { ...options, home });
}

async function open(options: ServiceOptions): Promise<Service> {
  const owner = hostOf(options.home, options);
  if (owner === undefined) return withAbsolutePaths(await openService(options));
  // What connects is loaded when it is needed: most commands start without it.
  const { connectToHost } = await import('../server/index.ts');
  return withAbsolutePaths(await connectToHost(owner));
}
