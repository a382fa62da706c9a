import type { PageReport } from '../../api.ts';

/** Pages with warnings first, each group in the manual's order; or those alone. */
export function orderedReport(report: readonly PageReport[], onlyWarnings: boolean): readonly PageReport[] {
  const warned = report.filter(({ warnings }) => warnings.length > 0);
  return onlyWarnings && warned.length > 0
    ? warned
    : [...warned, ...report.filter(({ warnings }) => warnings.length === 0)];
}
