import { openWith } from '../../core/cli/open.ts';
import { runCommandLine } from '../../core/cli/run.ts';
import { stockpotVersion } from '../../core/service/index.ts';
import { spawnThroughMain } from '../host/spawn-engine.ts';
import { forkOptions } from '../messages.ts';
import { flushed, terminalThroughMain } from './terminal.ts';

// `Stockpot --cli …`: the command line in a utility process. Its output is the program's own; its input comes from main.
const [, , options = '{}', ...args] = process.argv;
const main = process.parentPort;
// Main hears of Ctrl-C as well, and says it once.
process.on('SIGINT', () => {});
const service = { ...forkOptions.parse(JSON.parse(options)), spawn: spawnThroughMain(main) };
const terminal = terminalThroughMain(main, process);
// No `await` at the top: what is imported later may share code with this module, and would wait for its end.
void runCommandLine(args, openWith(service), terminal, stockpotVersion(), service).then(async (code) => {
  // A utility process never ends by itself, and cuts off what was not written yet.
  await flushed(process.stdout, process.stderr);
  process.exit(code);
});
