import type { Task } from '../task.ts';
import { gsmHard } from './gsm-hard.ts';
import { qabot } from './qabot.ts';

/** Every task, by the name it has on the command line. */
export const taskTable = { qabot, 'gsm-hard': gsmHard } as const satisfies Record<string, Task>;

export type TaskName = keyof typeof taskTable;
