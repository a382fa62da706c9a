import type { App } from 'electron';

/** For a command: no graphics, no icon in the dock, and no window system where there is none. */
export function setupWithoutScreen(
  app: Pick<App, 'disableHardwareAcceleration' | 'on'> & {
    readonly commandLine: Pick<Electron.CommandLine, 'appendSwitch'>;
    readonly dock?: Pick<Electron.Dock, 'hide'> | undefined;
  },
  { platform, env }: { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv },
): void {
  app.disableHardwareAcceleration();
  app.dock?.hide();
  // A command has no windows, and its end is its own.
  app.on('window-all-closed', () => {});
  const screen = env.DISPLAY ?? env.WAYLAND_DISPLAY;
  if (platform === 'linux' && (screen === undefined || screen === '')) {
    app.commandLine.appendSwitch('ozone-platform', 'headless');
  }
}
