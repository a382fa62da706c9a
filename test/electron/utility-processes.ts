import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { NewChannel, Processes } from '../../electron/main/processes.ts';

/**
 * The program's processes from their bundles, as processes of plain Node: what main's own code runs against here, where
 * there is no Electron. Message ports cross between them as Electron's do.
 *
 * @param folder where build/electron and build/engine lie
 * @param onOutput hears what the command line writes to stdout
 */
export function nodeProcesses(
  folder: string,
  {
    env = {},
    onOutput = () => {},
  }: { readonly env?: NodeJS.ProcessEnv; readonly onOutput?: (text: string) => void } = {},
): Processes {
  const start = (script: string, args: readonly string[]) => {
    const child = new NodeChild(
      spawn(process.execPath, ['--import', shim, join(folder, 'build', script), ...args], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      }),
    );
    child.process.stdout?.setEncoding('utf8').on('data', (text: string) => script.includes('cli') && onOutput(text));
    return child as never;
  };
  return {
    host: (options) => start('electron/host.mjs', [JSON.stringify(options)]),
    engine: () => start('engine/engine.mjs', []),
    command: (options, args) => start('electron/cli.mjs', [JSON.stringify(options), ...args]),
  };
}

/** A channel whose ends can be held here or given to a process. */
export const nodeChannel: NewChannel = () => {
  const port1 = new FakePort();
  const port2 = new FakePort();
  port1.other = port2;
  port2.other = port1;
  return { port1: port1 as never, port2: port2 as never };
};

const shim = pathToFileURL(fileURLToPath(new URL('utility-process.mjs', import.meta.url))).href;
let lastId = 0;

/** One end of a channel: what it is given waits until it is started, or goes to the process that took it. */
class FakePort extends EventEmitter {
  other: FakePort | undefined;
  private waiting: unknown[] = [];
  private out: ((data: unknown) => void) | undefined;
  private onClosed: (() => void) | undefined;
  private isClosed = false;

  postMessage(data: unknown): void {
    this.other?.deliver(data);
  }
  start(): void {
    this.takeAs((data) => this.emit('message', { data, ports: [] }));
  }
  close(): void {
    this.other?.closed();
  }
  deliver(data: unknown): void {
    if (this.out === undefined) this.waiting.push(data);
    else this.out(JSON.parse(JSON.stringify(data)));
  }
  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    (this.onClosed ?? (() => this.emit('close')))();
  }
  giveTo(out: (data: unknown) => void, onClosed: () => void): void {
    this.onClosed = onClosed;
    this.takeAs(out);
  }
  private takeAs(out: (data: unknown) => void): void {
    this.out = out;
    for (const data of this.waiting.splice(0)) this.deliver(data);
  }
}

class NodeChild extends EventEmitter {
  readonly process: ChildProcess;
  readonly stderr: ChildProcess['stderr'];
  private readonly pipe: Duplex;
  private readonly ports = new Map<number, FakePort>();

  constructor(child: ChildProcess) {
    super();
    this.process = child;
    this.stderr = child.stderr;
    this.pipe = child.stdio[3] as Duplex;
    this.pipe.on('error', () => {});
    createInterface({ input: this.pipe }).on('line', (line) => {
      const { port, close, data } = JSON.parse(line) as { port?: number; close?: number; data?: unknown };
      if (close !== undefined) this.ports.get(close)?.other?.closed();
      else if (port !== undefined) this.ports.get(port)?.postMessage(data);
      else this.emit('message', data);
    });
    child.on('close', (code, signal) => {
      for (const port of this.ports.values()) port.other?.closed();
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 1));
    });
  }
  get pid(): number | undefined {
    return this.process.pid;
  }
  postMessage(data: unknown, ports: readonly FakePort[] = []): void {
    const ids = ports.map((port) => {
      lastId += 1;
      const id = lastId;
      this.ports.set(id, port);
      return { id, port };
    });
    this.write({ data, ports: ids.map(({ id }) => id) });
    for (const { id, port } of ids) {
      port.giveTo(
        (value) => this.write({ port: id, data: value }),
        () => this.write({ close: id }),
      );
    }
  }
  kill(): boolean {
    return this.process.kill();
  }
  private write(value: unknown): void {
    if (!this.pipe.destroyed) this.pipe.write(`${JSON.stringify(value)}\n`);
  }
}
