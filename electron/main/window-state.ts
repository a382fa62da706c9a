import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const schema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  maximized: z.boolean(),
});

/** Where a window lay when it was closed. */
export type WindowState = z.infer<typeof schema>;

/** The kept state, if it can be read and enough of it lies on one of the screens to be caught with the mouse. */
export function readWindowState(path: string, screens: readonly Rectangle[]): WindowState | undefined {
  const { data } = schema.safeParse(readJson(path));
  return data !== undefined && screens.some((screen) => canBeCaught(data, screen)) ? data : undefined;
}

/** Keeps a state; that it can't be kept is no reason not to close. */
export function saveWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, JSON.stringify(state));
    renameSync(`${path}.tmp`, path);
  } catch {
    // A full disk: the next window opens where the last one did.
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const CATCHABLE_PIXELS = 100;

function canBeCaught({ x, y, width }: WindowState, screen: Rectangle): boolean {
  const seen = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return seen >= CATCHABLE_PIXELS && y >= screen.y && y <= screen.y + screen.height - CATCHABLE_PIXELS;
}
