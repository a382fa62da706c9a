import { useEffect, useState } from 'react';
import type { FoundPassage, PageReport, Rectangle } from '../../api.ts';
import { useApp } from '../../state/use-app.ts';

/** As many as a search gives. */
const MOST = 1000;

/** Passages of one manual that hold what is looked for; null while nothing is. */
export function useFoundInManual(manual: string, find: string): readonly FoundPassage[] | null {
  const { service, toasts } = useApp();
  const [found, setFound] = useState<readonly FoundPassage[] | null>(null);
  useEffect(() => {
    const query = find.trim();
    if (query === '') return setFound(null);
    const controller = new AbortController();
    service.call('manual.search', { query, manual, limit: MOST }, { signal: controller.signal }).then(
      ({ items }) => setFound(items),
      (error) => controller.signal.aborted || toasts.fail(error),
    );
    return () => controller.abort();
  }, [service, toasts, manual, find]);
  return found;
}

/** Pages on which something was found, each with how often, in the manual's order. */
export function foundPages(
  report: readonly PageReport[],
  found: readonly FoundPassage[],
): readonly { readonly report: PageReport; readonly hits: number }[] {
  return report.flatMap((page) => {
    const hits = found.filter((passage) => passage.page === page.number).length;
    return hits === 0 ? [] : [{ report: page, hits }];
  });
}

/** Where on a page stands what was found. */
export function marksOn(page: number, found: readonly FoundPassage[] | null): readonly Rectangle[] {
  return (found ?? []).filter((passage) => passage.page === page).flatMap(({ rectangles }) => rectangles);
}
