/** As much of a key press as it takes. */
export interface ReviewKeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly target: EventTarget | null;
}

export type ReviewKey = 'accept' | 'edit' | 'reject' | 'undo' | 'next' | 'previous' | 'save' | 'leave';

/** What a key press means in a review: letters decide where nothing is being written, Ctrl Enter and Esc where it is. */
export function reviewKey(press: ReviewKeyPress, editing: boolean): ReviewKey | null {
  if (editing) {
    if (press.key === 'Escape') return 'leave';
    return press.key === 'Enter' && (press.ctrlKey || press.metaKey) ? 'save' : null;
  }
  if (press.ctrlKey || press.metaKey || press.altKey || isTaken(press.target)) return null;
  const meant = byKey[press.key.toLowerCase()] ?? null;
  // A key held down moves on, but decides once.
  return press.repeat && meant !== 'next' && meant !== 'previous' ? null : meant;
}

const byKey: Readonly<Record<string, ReviewKey>> = {
  a: 'accept',
  e: 'edit',
  r: 'reject',
  u: 'undo',
  j: 'next',
  k: 'previous',
};

/** Where letters are written, or a dialog lies over the page. */
function isTaken(target: EventTarget | null): boolean {
  const element = target as (EventTarget & Partial<HTMLElement>) | null;
  if (element?.isContentEditable === true) return true;
  if (['INPUT', 'TEXTAREA', 'SELECT'].includes(element?.tagName ?? '')) return true;
  return element?.closest?.('[role="dialog"], [role="menu"]') != null;
}
