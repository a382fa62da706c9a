import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { errorData } from '../errors.ts';
import type { Device, Machine } from './contract.ts';
import type { CallContext } from './methods.ts';

/** The machine this runs on. */
export function thisMachine(): Machine {
  return {
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() || 'not known',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
  };
}

/** What can compute here, and why something can't. An engine that does not start is a finding too. */
export async function devicesHere({ host, signal }: Pick<CallContext, 'host' | 'signal'>): Promise<Device[]> {
  const worker = host.worker();
  try {
    const found = await worker.request('devices', {}, signal === undefined ? {} : { signal });
    return found.map(({ kind, ...rest }) => ({ name: kind, ...rest }));
  } catch (error) {
    signal?.throwIfAborted();
    return [{ name: 'cpu', usable: false, detail: errorData(error).message, reason: 'no-engine' }];
  } finally {
    await worker.close();
  }
}
