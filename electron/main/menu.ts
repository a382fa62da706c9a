import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts.ts';

export interface MenuActions {
  /** Opens a page of the window: the part of its address after `#`. */
  readonly go: (hash: string) => void;
  readonly newWindow: () => void;
}

/** The native menu. Roles bring the system's own words and keys; the page has the same keys, so ours are only shown. */
export function menuTemplate(
  { menu }: Texts,
  { go, newWindow }: MenuActions,
  { mac, inspector }: { readonly mac: boolean; readonly inspector: boolean },
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const settings: MenuItemConstructorOptions = {
    label: menu.settings,
    accelerator: 'CmdOrCtrl+,',
    registerAccelerator: mac,
    click: () => go('settings'),
  };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  return [
    ...(mac ? [appMenu] : []),
    {
      label: menu.file,
      submenu: [
        { label: menu.newChat, accelerator: 'CmdOrCtrl+N', registerAccelerator: mac, click: () => go('chats/new') },
        { label: menu.newWindow, accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
        { label: menu.addManual, click: () => go('manuals?add=yes') },
        separator,
        ...(mac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'reload' },
        ...(inspector ? [{ role: 'toggleDevTools' } as const] : []),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', label: menu.help, submenu: [{ label: menu.welcome, click: () => go('welcome') }] },
  ];
}
