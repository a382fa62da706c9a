import type { ServiceClient } from '../api.ts';
import { createFiles, type Files } from './files.ts';
import { createHome, type Home } from './home.ts';
import { createLibrary, type Library } from './library.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { createPreferences, type Preferences } from './preferences.ts';
import { createToasts, type Toasts } from './toasts.ts';

/** What every feature may use; each part is a plain store. */
export interface AppState {
  readonly service: ServiceClient;
  readonly home: Home;
  readonly library: Library;
  readonly navigation: Navigation;
  readonly overlay: Overlay;
  readonly preferences: Preferences;
  readonly toasts: Toasts;
  readonly files: Files;
}

export function createAppState(service: ServiceClient, page: Window): AppState {
  const home = createHome(service);
  return {
    service,
    home,
    library: createLibrary(service, home),
    navigation: createNavigation(page),
    overlay: createOverlay(),
    preferences: createPreferences(service, home, page.localStorage),
    toasts: createToasts(),
    files: createFiles(page),
  };
}
