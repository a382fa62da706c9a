import { AppError } from '../errors.ts';
import type { BlockCount, BlockRow, ManualRow, PageRow, Store } from '../store/index.ts';
import type { FoundPassage } from './contract/manuals.ts';
import type {
  ManualBlock,
  ManualDetail,
  ManualInput,
  ManualPage,
  ManualPageInput,
  ManualSearchInput,
  ManualWarning,
  PageReport,
  Removed,
  Slice,
} from './contract.ts';
import { findManual } from './find.ts';
import { importManual, replaceManual } from './import.ts';
import { manualSummary, warningsOf } from './manual-summary.ts';
import type { CallContext, Methods } from './methods.ts';

type ManualMethod =
  | 'manual.import'
  | 'manual.list'
  | 'manual.show'
  | 'manual.page'
  | 'manual.search'
  | 'manual.rename'
  | 'manual.remove'
  | 'manual.replace';

export const manualMethods: Methods<ManualMethod> = {
  'manual.import': importManual,
  'manual.list': (_input, { host }) => readyManuals(host.store).map((row) => manualSummary(host.store, row)),
  'manual.show': ({ manual }: ManualInput, { host }) => manualDetail(host.store, findManual(host.store, manual)),
  'manual.page': page,
  'manual.search': search,
  'manual.rename': ({ manual, title }, { host: { store } }) => {
    const { id } = findManual(store, manual);
    store.manuals.update(id, { title });
    return manualSummary(store, store.manuals.require(id));
  },
  'manual.remove': remove,
  'manual.replace': replaceManual,
};

function readyManuals(store: Store): ManualRow[] {
  return store.manuals.list().filter(({ state }) => state === 'ready');
}

function manualDetail(store: Store, row: ManualRow): ManualDetail {
  const { bots, skills } = store.manuals.dependants(row.id);
  const counts = byPage(store.manuals.countBlocks(row.id));
  const warnings = byPage(warningsOf(row));
  const report = store.manuals
    .pages(row.id)
    .map((one) => pageReport(one, counts.get(one.number) ?? [], warnings.get(one.number) ?? []));
  return { ...manualSummary(store, row), report, dependants: { bots, skills } };
}

function byPage<T extends { readonly page?: number }>(items: readonly T[]): ReadonlyMap<number, readonly T[]> {
  const pages = new Map<number, T[]>();
  for (const item of items) {
    if (item.page === undefined) continue;
    const found = pages.get(item.page);
    if (found === undefined) pages.set(item.page, [item]);
    else found.push(item);
  }
  return pages;
}

function pageReport(
  { number, label, readBy }: PageRow,
  counts: readonly BlockCount[],
  warnings: readonly ManualWarning[],
): PageReport {
  const count = (kind: BlockCount['kind']) => counts.find((one) => one.kind === kind)?.count ?? 0;
  return {
    number,
    label,
    readBy,
    characters: counts.reduce((total, { characters }) => total + characters, 0),
    headings: count('heading'),
    paragraphs: count('paragraph'),
    listItems: count('list-item'),
    tables: count('table'),
    captions: count('caption'),
    warnings,
  };
}

function page({ manual, page: number }: ManualPageInput, { host: { store } }: CallContext): ManualPage {
  const row = findManual(store, manual);
  const found = store.manuals.page(row.id, number);
  if (found === undefined) {
    throw new AppError('service/not-found', `"${row.title}" has no page ${number}: it has ${row.pageCount}.`);
  }
  const { label, width, height } = found;
  const blocks = store.manuals.blocksOn(row.id, number).map(blockOf);
  return { number, label, width, height, blocks, warnings: warningsOf(row).filter((one) => one.page === number) };
}

function blockOf({ kind, level, text, rectangles }: BlockRow): ManualBlock {
  return { kind, level, text, rectangles };
}

function search(
  { query, manual, offset = 0, limit = 100 }: ManualSearchInput,
  { host: { store } }: CallContext,
): Slice<FoundPassage> {
  const rows = manual === undefined ? readyManuals(store) : [findManual(store, manual)];
  const { total, items } = store.passages.find(
    rows.map(({ id }) => id),
    query,
    { offset, limit },
  );
  return {
    total,
    items: items.map(({ manualId, page: first, lastPage, headings, text, rectangles }) => ({
      manual: manualId,
      page: first,
      lastPage,
      headings,
      text,
      rectangles,
    })),
  };
}

function remove(
  { manual, withDependants = false }: ManualInput & { readonly withDependants?: boolean },
  { host }: CallContext,
): Removed {
  const { store } = host;
  const { id, title } = findManual(store, manual);
  const busy = store.jobs
    .list({ states: ['queued', 'running'] })
    .find(({ input }) => (input as { manual?: { id?: unknown } }).manual?.id === id);
  if (busy !== undefined) {
    throw new AppError('store/in-use', `Tried to remove manual "${title}": job ${busy.id} is learning it.`, {
      command: `stockpot jobs cancel ${busy.id}`,
    });
  }
  host.own();
  store.removeManual(id, { withDependants });
  return { removed: title };
}
