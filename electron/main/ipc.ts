import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { isOwnPage } from './sender.ts';

/** What main does for the page: for each channel what may come in, and what is done with it. */
export interface Answerer<Input extends z.ZodType> {
  readonly input: Input;
  readonly answer: (input: z.output<Input>, event: IpcMainInvokeEvent) => Promise<unknown> | unknown;
}

/** Answers a channel: to the application's page alone, and only where the input has its shape. */
export function answerPage<Input extends z.ZodType>(
  ipc: Pick<IpcMain, 'handle'>,
  channel: string,
  { input, answer }: Answerer<Input>,
): void {
  ipc.handle(channel, (event, ...given: unknown[]) => {
    if (!isOwnPage(event.senderFrame)) throw new Error(`A stranger asked for ${channel}.`);
    const parsed = input.safeParse(given[0]);
    if (!parsed.success || given.length > 1) throw new Error(`${channel} was asked with a wrong input.`);
    return answer(parsed.data, event);
  });
}
