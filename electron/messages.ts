import { z } from 'zod';

/**
 * What crosses between main and the processes that it forks. The contract itself does not: it goes over a port of its own
 * from the page to the service host, and main never reads it.
 */

/** How a forked service host or command line is told what to work on: its first argument, as JSON. */
export const forkOptions = z.strictObject({
  /** Left out: `STOCKPOT_HOME`, or the platform's data folder. */
  home: z.string().min(1).exactOptional(),
  /** The build of better-sqlite3 for Electron; left out where the one of Node serves. */
  nativeBinding: z.string().min(1).exactOptional(),
});
export type ForkOptions = z.infer<typeof forkOptions>;

const engineId = z.int().min(1);

/** Whoever needs an engine worker asks main, since only main can fork; the worker's own channel then goes around main. */
export const engineRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('spawn-engine'), id: engineId }),
  z.strictObject({ type: z.literal('kill-engine'), id: engineId }),
]);
export type EngineRequest = z.infer<typeof engineRequest>;

/** Main's answers. With `engine-started` comes one end of the worker's channel. */
export const engineNotice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('engine-started'), id: engineId }),
  z.strictObject({
    type: z.literal('engine-ended'),
    id: engineId,
    code: z.int().nullable(),
    signal: z.string().nullable(),
    stderr: z.string(),
  }),
]);
export type EngineNotice = z.infer<typeof engineNotice>;

const errorData = z.object({ code: z.string(), message: z.string(), hint: z.string().exactOptional() });
const preferences = z.object({
  language: z.enum(['system', 'en', 'de', 'zh']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Preferences = z.infer<typeof preferences>;

/** Service host → main. */
export const hostNotice = z.discriminatedUnion('type', [
  /** It owns the home, or is connected to the process that does (`elsewhere`), which listens at this address. */
  z.strictObject({
    type: z.literal('ready'),
    port: z.int().min(1).max(65535),
    secret: z.string().min(1),
    elsewhere: z.boolean(),
  }),
  z.strictObject({ type: z.literal('failed'), error: errorData }),
  /** Titles of the jobs that run or wait here: what closing would interrupt. */
  z.strictObject({ type: z.literal('busy'), titles: z.array(z.string()) }),
  z.strictObject({ type: z.literal('preferences'), preferences }),
  z.strictObject({ type: z.literal('closed') }),
]);
export type HostNotice = z.infer<typeof hostNotice>;

/** Main → service host. With `open-contract` comes one end of a window's channel. */
export const hostOrder = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open-contract') }),
  /** Stop what runs at its last checkpoint, and end. */
  z.strictObject({ type: z.literal('close') }),
]);
export type HostOrder = z.infer<typeof hostOrder>;

/** Command line → main. Main reads stdin for it: a utility process has none. */
export const commandNotice = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('lines-wanted') })]);
export type CommandNotice = z.infer<typeof commandNotice>;

/** Main → command line. */
export const commandOrder = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('line'), text: z.string() }),
  z.strictObject({ type: z.literal('lines-end') }),
  z.strictObject({ type: z.literal('interrupt') }),
]);
export type CommandOrder = z.infer<typeof commandOrder>;

/** As much of a message port as is used, whichever process made it. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The channel of a utility process to main. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void): unknown;
}
