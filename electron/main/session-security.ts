import type { Session } from 'electron';
import { isOwnAddress } from './sender.ts';

/** What a page of this session may ask for: nothing but to copy text; and it reaches nothing but the application itself. */
export function setupSessionSecurity(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isGranted(permission, contents.getURL())),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isLocal(url) }));
  // Its dictionaries would be fetched from the network.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    // What the page made itself, to be saved where the person says.
    if (!item.getURL().startsWith('blob:')) event.preventDefault();
  });
}

function isGranted(permission: string, from: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnAddress(from);
}

/** The page, what it made itself, and the inspector of a checkout. Every connection to elsewhere is made, and noted, by the service host. */
function isLocal(url: string): boolean {
  return isOwnAddress(url) || /^(blob|data|devtools|chrome-extension):/.test(url);
}
