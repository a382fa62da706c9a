import type { Page } from 'playwright-core';

/** Goes to a page of the window by its address. */
export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
}
