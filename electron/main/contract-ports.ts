import type { IpcMain, MessagePortMain } from 'electron';
import { contractWords } from '../words.ts';
import type { NewChannel } from './processes.ts';
import { isOwnPage } from './sender.ts';

/** Gives the page, whenever it asks, one end of a new channel, and the service host the other. */
export function setupContractPorts(
  ipc: Pick<IpcMain, 'on'>,
  newChannel: NewChannel,
  host: { openContract(port: MessagePortMain): void },
): void {
  const { openContract, contractPort } = contractWords.channels;
  ipc.on(openContract, ({ senderFrame }, ...given: unknown[]) => {
    if (!isOwnPage(senderFrame) || given.length > 0) return;
    const { port1, port2 } = newChannel();
    host.openContract(port1);
    senderFrame?.postMessage(contractPort, null, [port2]);
  });
}
