import type { ManualRow, Store } from '../store/index.ts';
import type { ManualSummary, ManualWarning } from './contract.ts';

/** A manual as lists show it. */
export function manualSummary(store: Store, row: ManualRow): ManualSummary {
  return {
    id: row.id,
    title: row.title,
    fileName: row.fileName,
    sha256: row.sha256,
    type: row.type,
    bytes: row.bytes,
    pages: row.pageCount,
    passages: store.passages.count(row.id),
    warnings: warningsOf(row),
    importedAt: row.createdAt,
    replaces: row.replaces,
    replacedBy: store.manuals.replacedBy(row.id)?.id ?? null,
  };
}

export function warningsOf({ warnings }: ManualRow): ManualWarning[] {
  return warnings.map(({ page: number, ...warning }) =>
    number === undefined ? warning : { page: number, ...warning },
  );
}
