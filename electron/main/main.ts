import { app, MessageChannelMain, protocol, utilityProcess } from 'electron';
import type { ForkOptions } from '../messages.ts';
import { readArguments } from './arguments.ts';
import { runCommand } from './command-line.ts';
import { setupContentSecurity } from './content-security.ts';
import { utilityProcesses } from './processes.ts';
import { programFiles } from './program-files.ts';
import { registerScheme } from './protocol.ts';
import { setupUserData } from './user-data.ts';
import { runWindowProgram } from './window-program.ts';
import { setupWithoutScreen } from './without-screen.ts';

const { command, home } = readArguments(process.argv);
const files = programFiles(app.getAppPath(), {
  resourcesPath: app.isPackaged ? process.resourcesPath : undefined,
  platform: process.platform,
  arch: process.arch,
});
const processes = utilityProcesses(utilityProcess, files, process.env);
const fork: ForkOptions = {
  ...(home === undefined ? {} : { home }),
  ...(files.nativeBinding === undefined ? {} : { nativeBinding: files.nativeBinding }),
};

app.enableSandbox();
setupContentSecurity(app);
setupUserData(app, home ?? process.env.STOCKPOT_HOME);
if (command !== undefined) {
  setupWithoutScreen(app, process);
  void app.whenReady().then(() =>
    runCommand({
      args: command,
      fork,
      processes,
      newChannel: () => new MessageChannelMain(),
      platform: process.platform,
      stdin: process.stdin,
      onInterrupt(listener) {
        process.on('SIGINT', listener);
        process.on('SIGTERM', listener);
      },
      exit: (code) => app.exit(code),
    }),
  );
} else if (app.requestSingleInstanceLock()) {
  registerScheme(protocol);
  void app.whenReady().then(() => runWindowProgram(files, processes, fork));
} else {
  // The first one hears of it and shows its window.
  app.quit();
}
