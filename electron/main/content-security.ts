import type { App, WebContents } from 'electron';
import { isOwnAddress } from './sender.ts';

/** What holds for everything that shows content, whoever makes it: it stays on the application's page and opens nothing. */
export function setupContentSecurity(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => holdContents(contents));
}

function holdContents(contents: WebContents): void {
  contents.on('will-frame-navigate', (event) => {
    // The page itself only changes its `#…`, which is no navigation; a dropped file or a link would be one.
    if (!event.isMainFrame || !isOwnAddress(event.url)) event.preventDefault();
  });
  contents.on('will-navigate', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
