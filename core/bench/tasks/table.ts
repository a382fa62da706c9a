import type { Task } from '../task.ts';
import { gsmHard } from './gsm-hard.ts';
import { letters } from './letters.ts';
import { qabot } from './qabot.ts';
import { reading } from './reading.ts';

/** Every task, by the name it has on the command line. */
export const taskTable = { qabot, 'gsm-hard': gsmHard, reading, letters } as const satisfies Record<string, Task>;

export type TaskName = keyof typeof taskTable;
