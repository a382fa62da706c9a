import type { Page } from 'playwright-core';

/** Times between the frames of a scroll, in milliseconds. */
export interface Frames {
  /** Those that were drawn, as the browser's trace tells. */
  readonly drawn: readonly number[];
  /** Those of the page's own thread: scripts, layout and what was painted. */
  readonly page: readonly number[];
}

/** Scrolls what lies under a point by `distance` pixels, `speed` pixels a second, as a wheel does, and traces it. */
export async function traceScroll(
  page: Page,
  at: { readonly x: number; readonly y: number },
  { distance, speed }: { readonly distance: number; readonly speed: number },
): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  const gesture = { ...at, yDistance: -distance, speed, gestureSourceType: 'mouse' as const, preventFling: true };
  const { trace, result } = await traced(page, async () => {
    await page.evaluate(countFrames);
    await session.send('Input.synthesizeScrollGesture', gesture);
    return page.evaluate(() => (window as unknown as Counting).frames.stop());
  });
  await session.detach();
  const drawn = trace.filter(({ name }) => name === 'DrawFrame').map(({ ts }) => ts / 1000);
  return { drawn: intervals(drawn), page: intervals(result) };
}

/** An event of Chromium's traces; `ts` in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ts: number;
}

async function traced<T>(page: Page, body: () => Promise<T>): Promise<{ trace: readonly TraceEvent[]; result: T }> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline.frame'] });
  let buffer: Buffer | undefined;
  try {
    const result = await body();
    buffer = await browser.stopTracing();
    return { trace: (JSON.parse(buffer.toString('utf8')) as { traceEvents: TraceEvent[] }).traceEvents, result };
  } finally {
    if (buffer === undefined) await browser.stopTracing();
  }
}

interface Counting {
  readonly frames: { stop(): readonly number[] };
}

/** In the page: notes when each frame begins, until it is stopped. */
function countFrames(): void {
  const times: number[] = [];
  let next = requestAnimationFrame(function take(now) {
    times.push(now);
    next = requestAnimationFrame(take);
  });
  const stop = () => {
    cancelAnimationFrame(next);
    return times;
  };
  Object.assign(window, { frames: { stop } });
}

function intervals(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}
