import { homeOwner } from '../store/index.ts';
import { openedHome } from './home.ts';

/** Where the process listens that owns a home, and what it wants to see. */
export interface HostAddress {
  readonly pid: number;
  readonly port: number;
  readonly secret: string;
}

/** The process that owns a home and lets others work there; undefined when there is none, or it is a command that does not. */
export function hostOf(
  home?: string,
  { nativeBinding }: { readonly nativeBinding?: string } = {},
): HostAddress | undefined {
  const native = nativeBinding === undefined ? {} : { nativeBinding };
  const { pid, port, secret } = homeOwner(openedHome(home), native) ?? {};
  if (pid === undefined || port === undefined || port === null || secret === undefined || secret === null)
    return undefined;
  return { pid, port, secret };
}
