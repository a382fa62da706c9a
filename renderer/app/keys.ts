/** As much of a key press as it takes. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly target: EventTarget | null;
}

export type Shortcut = 'search' | 'newChat' | 'sidebar' | 'settings' | 'shortcuts';

/** The window's shortcuts, by the keys that {@link Kbd} shows. */
export const shortcutKeys: Readonly<Record<Shortcut, string>> = {
  search: 'mod+k',
  newChat: 'mod+n',
  sidebar: 'mod+b',
  settings: 'mod+,',
  shortcuts: '?',
};

const byKey: Readonly<Record<string, Shortcut>> = { k: 'search', n: 'newChat', b: 'sidebar', ',': 'settings' };

/** Which shortcut a key press is; `?` is one only where nothing is being written, and not for who wants no single keys. */
export function shortcutOf(press: KeyPress, { singleKeys }: { readonly singleKeys: boolean }): Shortcut | null {
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return press.shiftKey ? null : (byKey[press.key.toLowerCase()] ?? null);
  return press.key === '?' && singleKeys && !isWriting(press.target) ? 'shortcuts' : null;
}

function isWriting(target: EventTarget | null): boolean {
  const element = target as { tagName?: string; isContentEditable?: boolean } | null;
  return ['INPUT', 'TEXTAREA', 'SELECT'].includes(element?.tagName ?? '') || element?.isContentEditable === true;
}
