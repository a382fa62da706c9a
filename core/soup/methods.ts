import { cat } from './concatenate.ts';
import { linear } from './linear.ts';
import type { MergeMethod } from './merge-method.ts';

/** Every way to merge, by the name it has on the command line. */
export const mergeMethods = { cat, linear } as const satisfies Record<string, MergeMethod>;
export type MergeMethodName = keyof typeof mergeMethods;
