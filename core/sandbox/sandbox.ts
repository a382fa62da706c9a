import { AppError } from '../errors.ts';
import { type SandboxFiles, sandboxFiles } from './files.ts';
import { bubblewrap, namespaces } from './linux.ts';
import { seatbelt } from './macos.ts';
import type { SandboxMethod } from './method.ts';
import { prove } from './probe.ts';
import { refused } from './refused.ts';

/** A proven way to restrict programs on this machine. */
export interface Sandbox {
  readonly method: SandboxMethod;
  readonly files: SandboxFiles;
}

/**
 * The first way to restrict programs that holds against its probe. It is proven once a process; what failed is tried anew.
 *
 * @throws AppError `bench/no-sandbox` saying for each way why not.
 */
export function provenSandbox(): Promise<Sandbox> {
  proven ??= findSandbox().catch((error) => {
    proven = undefined;
    throw error;
  });
  return proven;
}

let proven: Promise<Sandbox> | undefined;

async function findSandbox(): Promise<Sandbox> {
  const methods = methodsOf[process.platform];
  if (methods === undefined) throw refused(`there is no sandbox for this system (${process.platform})`);
  const files = await sandboxFiles();
  const reasons: AppError[] = [];
  for (const method of methods) {
    try {
      const sandbox = { method, files };
      await prove(sandbox);
      return sandbox;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reasons.push(error);
    }
  }
  throw refused(
    methods
      .map(({ name }, i) => `${name}: ${reasons[i]!.message.replace(/^.*?here: /, '').replace(/\.$/, '')}`)
      .join('; '),
    process.platform === 'linux'
      ? { hint: 'Install bubblewrap (bwrap) and util-linux, and run as a user who is not root.' }
      : {},
  );
}

const methodsOf: Readonly<Partial<Record<NodeJS.Platform, readonly SandboxMethod[]>>> = {
  linux: [bubblewrap, namespaces],
  darwin: [seatbelt],
};
