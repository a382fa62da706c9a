import { forkOptions } from '../messages.ts';
import { openHome } from './open-home.ts';
import { serveMain } from './serve-main.ts';
import { spawnThroughMain } from './spawn-engine.ts';

// The service host: a utility process that owns the home, or is connected to the process that does.
const options = forkOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
const main = process.parentPort;
// Ctrl-C in a terminal reaches every process of the program; main says when this one is to stop.
process.on('SIGINT', () => {});
serveMain(
  main,
  () => openHome({ ...options, spawn: spawnThroughMain(main) }),
  () => process.exit(0),
);
