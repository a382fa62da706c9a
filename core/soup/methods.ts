import { cat } from './concatenate.ts';
import { dare, dareTies } from './dare.ts';
import { linear } from './linear.ts';
import { lorahub } from './lorahub.ts';
import type { MergeMethod } from './merge-method.ts';
import { ties } from './ties.ts';

/** Every way to merge, by the name it has on the command line. */
export const mergeMethods = { cat, linear, ties, dare, 'dare-ties': dareTies, lorahub } as const satisfies Record<
  string,
  MergeMethod
>;
export type MergeMethodName = keyof typeof mergeMethods;
export const mergeMethodNames = Object.keys(mergeMethods) as [MergeMethodName, ...MergeMethodName[]];
