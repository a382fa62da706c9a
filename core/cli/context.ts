import type { Command } from 'commander';
import type { DeviceName, Input, Method, Output, Service, ServiceEvent } from '../service/index.ts';
import { humanProgress, jsonProgress, noProgress, type ProgressView } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export interface GlobalOptions {
  readonly home?: string;
  readonly device?: DeviceName;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Opens the service over a home; the command line never makes one itself, so that tests can hand in their own. */
export type OpenService = (options: { readonly home?: string }) => Promise<Service>;

/** One command at work: its options, the service, and where results go. */
export interface Session {
  readonly options: GlobalOptions;
  /** `{device}` where one was asked for, to be spread into an input. */
  readonly device: { readonly device?: DeviceName };
  readonly terminal: Terminal;
  readonly json: boolean;
  call<M extends Method>(method: M, input: Input<M>, onEvent?: (event: ServiceEvent) => void): Promise<Output<M>>;
  /** Prints the result: the value as JSON, or its human form. */
  print(value: unknown, human: () => string): void;
  /** Prints a piece of an answer as it comes, for people only. */
  stream(text: string): void;
}

/** Ties a command's body to a session; the last argument that commander gives is the command itself. */
// biome-ignore lint/suspicious/noExplicitAny: commander itself hands arguments over untyped
export type Bind = (body: (session: Session, ...args: any[]) => Promise<void>) => (...args: unknown[]) => Promise<void>;

/** Runs a command's body with a service that is closed whatever happens. */
export async function withSession(
  command: Command,
  open: OpenService,
  terminal: Terminal,
  body: (session: Session) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const view = viewFor(options, terminal);
  const service = await open(options.home === undefined ? {} : { home: options.home });
  try {
    await body({
      options,
      device: options.device === undefined ? {} : { device: options.device },
      terminal,
      json: options.json === true,
      call: (method, input, onEvent) =>
        service
          .call(method, input, {
            signal: terminal.signal,
            onEvent: (event) => {
              view.show(event);
              onEvent?.(event);
            },
          })
          .finally(() => view.clear()),
      print(value, human) {
        view.clear();
        const text = options.json === true ? JSON.stringify(value, null, 2) : human();
        if (text !== '') terminal.stdout.write(`${text}\n`);
      },
      stream(text) {
        if (options.json === true) return;
        view.clear();
        terminal.stdout.write(text);
      },
    });
  } finally {
    view.clear();
    await service.close();
  }
}

function viewFor(options: GlobalOptions, terminal: Terminal): ProgressView {
  if (options.quiet === true) return noProgress;
  return options.json === true ? jsonProgress(terminal.stderr) : humanProgress(terminal.stderr);
}
