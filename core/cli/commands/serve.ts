import { once } from 'node:events';
import type { Command } from 'commander';
import type { ServiceOptions } from '../../service/index.ts';
import type { GlobalOptions } from '../context.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from './options.ts';

/** `serve` */
export function serveCommand(program: Command, terminal: Terminal, hosting: ServiceOptions): void {
  program
    .command('serve')
    .description('open a home to a browser and to other commands, until it is interrupted')
    .option('--port <n>', 'where to listen on 127.0.0.1 (default: the same each time, if it is free)', wholeNumber)
    .action(async (_options: unknown, command: Command) => {
      const { home, json, port } = command.optsWithGlobals<GlobalOptions & { readonly port?: number }>();
      const { serveHome } = await import('../../server/index.ts');
      const served = await serveHome({
        ...hosting,
        ...(home === undefined ? {} : { home }),
        ...(port === undefined ? {} : { port }),
      });
      try {
        const { url, elsewhere } = served;
        const document = { url, port: served.port, elsewhere };
        const lead = elsewhere ? 'Another process serves this home already' : 'Stockpot is at';
        terminal.stdout.write(`${json === true ? JSON.stringify(document, null, 2) : `${lead}: ${url}`}\n`);
        if (!elsewhere && !terminal.signal.aborted) await once(terminal.signal, 'abort');
      } finally {
        await served.close();
      }
    });
}
