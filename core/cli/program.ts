import { Command, Option } from 'commander';
import type { ServiceOptions } from '../service/index.ts';
import { benchCommands } from './commands/bench.ts';
import { blendCommand } from './commands/blend.ts';
import { botCommands } from './commands/bots.ts';
import { currentBotCommands } from './commands/current-bots.ts';
import { homeCommands } from './commands/home.ts';
import { jobCommands } from './commands/jobs.ts';
import { manualCommands } from './commands/manuals.ts';
import { modelCommands } from './commands/models.ts';
import { serveCommand } from './commands/serve.ts';
import { skillCommands } from './commands/skills.ts';
import { suiteCommands } from './commands/suites.ts';
import { type Bind, type OpenService, withSession } from './context.ts';
import type { Terminal } from './terminal.ts';

/** The whole command line. */
export function createProgram(
  open: OpenService,
  terminal: Terminal,
  version: string,
  hosting: ServiceOptions = {},
): Command {
  const program = new Command('stockpot')
    .description('Turns manuals into chatbots that work offline and say which page they speak from.')
    .version(version)
    .option('--home <dir>', 'where everything is kept (default: STOCKPOT_HOME, or the data folder of this system)')
    .addOption(new Option('--device <name>', 'what computes').choices(['auto', 'cpu', 'cuda', 'webgpu', 'dml']))
    .option('--json', 'one JSON document on stdout, progress as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    // Errors are printed in one place, as text or as JSON.
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), writeErr: () => {} })
    .showHelpAfterError(false);
  // Commander gives the command last, after everything that the body asks for.
  const bind: Bind =
    (body) =>
    (...args) =>
      withSession(args.at(-1) as Command, open, terminal, (session) => body(session, ...args.slice(0, -1)));
  manualCommands(program, bind);
  botCommands(program, bind);
  currentBotCommands(program, bind);
  benchCommands(program, bind);
  suiteCommands(program, bind);
  jobCommands(program, bind);
  skillCommands(program, bind);
  blendCommand(program, bind);
  modelCommands(program, bind);
  serveCommand(program, terminal, hosting);
  homeCommands(program, bind);
  return program;
}
