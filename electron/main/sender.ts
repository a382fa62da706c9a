import { pageOrigin } from '../words.ts';

/** As much of a frame as tells who speaks. */
export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
}

/** Whether a message comes from the application's own page, and from no frame inside it. */
export function isOwnPage(frame: Frame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isOwnAddress(frame.url);
}

/** Whether an address is one of the application's page. `URL.origin` of an own protocol is `null`, so its parts are compared. */
export function isOwnAddress(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}` === pageOrigin && parsed.username === '';
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
