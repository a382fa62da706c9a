import { z } from 'zod';
import { defineTasks } from '../../core/jobs/index.ts';

/** What the worker of these tests can do. */
export const tasks = defineTasks({
  square: {
    input: z.object({ values: z.array(z.number()) }),
    progress: z.object({ done: z.number() }),
    result: z.object({ squares: z.array(z.number()), pid: z.number() }),
  },
  fail: { input: z.object({ how: z.enum(['code', 'defect']) }), progress: z.never(), result: z.null() },
  wait: { input: z.object({}), progress: z.literal('waiting'), result: z.null() },
  spin: { input: z.object({}), progress: z.literal('spinning'), result: z.null() },
  exit: { input: z.object({ code: z.number() }), progress: z.never(), result: z.null() },
  lie: { input: z.object({}), progress: z.never(), result: z.object({ count: z.number() }) },
});
