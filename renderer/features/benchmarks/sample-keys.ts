/** As much of a key press as it takes. */
export interface SampleKeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly target: EventTarget | null;
}

export type SampleKey =
  | { readonly kind: 'rate'; readonly rating: number | null }
  | { readonly kind: 'sample' | 'answer'; readonly by: 1 | -1 }
  | { readonly kind: 'mark' };

/** Ratings in the order of the keys 1 to 5. */
export const ratings = [0, 0.5, 1, 1.5, 2] as const;

/** What a key press means beside a sample: 1 to 5 rate, 0 takes back, J and K change the question, N and P the answer, M marks. */
export function sampleKey(press: SampleKeyPress): SampleKey | null {
  if (press.ctrlKey || press.metaKey || press.altKey || writes(press.target)) return null;
  const key = press.key.toLowerCase();
  const moved = moves[key];
  if (moved !== undefined) return moved;
  // A key held down moves on, but says a thing once.
  if (press.repeat) return null;
  if (key === 'm') return { kind: 'mark' };
  if (key === '0') return { kind: 'rate', rating: null };
  const rating = /^[1-5]$/.test(key) ? ratings[Number(key) - 1] : undefined;
  return rating === undefined ? null : { kind: 'rate', rating };
}

const moves: Readonly<Record<string, SampleKey>> = {
  j: { kind: 'sample', by: 1 },
  k: { kind: 'sample', by: -1 },
  n: { kind: 'answer', by: 1 },
  p: { kind: 'answer', by: -1 },
};

/** Where letters are written. */
function writes(target: EventTarget | null): boolean {
  const element = target as (EventTarget & Partial<HTMLInputElement>) | null;
  if (element?.isContentEditable === true) return true;
  if (element?.tagName === 'INPUT') return element.type !== 'radio' && element.type !== 'checkbox';
  return ['TEXTAREA', 'SELECT'].includes(element?.tagName ?? '');
}
