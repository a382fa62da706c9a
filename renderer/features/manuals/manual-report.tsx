import type { TFunction } from 'i18next';
import { Soup, TriangleAlert } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ManualDetail, ManualPage, PageReport, Rectangle } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/field.tsx';
import { HostRemark } from '../../components/host-words.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { BlockList } from '../../components/pdf/block-list.tsx';
import { ManualViewer } from '../../components/pdf/manual-viewer.tsx';
import { markedBlocks, type TextPassage } from '../../components/pdf/marked-blocks.ts';
import { Spinner } from '../../components/progress.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useRoute } from '../../state/use-app.ts';
import { foundPages, marksOn, useFoundInManual } from './found-in-manual.ts';
import { ManualMenu } from './manual-menu.tsx';
import styles from './manual-report.module.css';
import { orderedReport } from './report-order.ts';
import { useManuals } from './use-manuals.ts';

/** One manual: its pages, the page as it looks, and what was read of it beside it. */
export function ManualPageReport({ manual }: { readonly manual: string }) {
  const { t } = useTranslation('manuals');
  const { navigation } = useApp();
  const format = useFormat();
  const manuals = useManuals();
  const { detail, error } = useStore(manuals);
  useEffect(() => void manuals.show(manual), [manuals, manual]);
  const back = { href: hashOf('manuals'), label: t('title') };
  if (detail === null || detail.id !== manual) {
    return (
      <Page title={t('report.opening')} back={back}>
        {error === null ? (
          <Spinner label={t('loading')} />
        ) : (
          <ErrorNotice error={error} onRetry={() => void manuals.show(manual)} />
        )}
      </Page>
    );
  }
  const facts = [t('pages', { count: detail.pages }), format.bytes(detail.bytes), format.date(detail.importedAt)];
  return (
    <Page
      title={detail.title}
      detail={facts.join(' · ')}
      back={back}
      width="full"
      actions={
        <>
          <Button tone="primary" icon={Soup} onClick={() => navigation.go('build', { manual })}>
            {t('build')}
          </Button>
          <ManualMenu manual={detail} />
        </>
      }
    >
      {detail.replacedBy !== null && (
        <Notice
          title={t('report.replaced')}
          actions={<a href={hashOf('manuals', detail.replacedBy)}>{t('report.newer')}</a>}
        />
      )}
      <Report detail={detail} />
    </Page>
  );
}

function Report({ detail }: { readonly detail: ManualDetail }) {
  const { t } = useTranslation('manuals');
  const { query } = useRoute();
  const onlyWarnings = query.show === 'warnings';
  const pages = useMemo(() => orderedReport(detail.report, onlyWarnings), [detail.report, onlyWarnings]);
  const [page, setPage] = useState(Number(query.page) || pages[0]?.number || 1);
  const [asked, setAsked] = useState({ page, visit: 0 });
  const [pointed, setPointed] = useState<readonly Rectangle[]>([]);
  const [find, setFind] = useState(query.find ?? '');
  const found = useFoundInManual(detail.id, find);
  const marks = useMemo(() => marksOn(page, found), [page, found]);
  const lines = useMemo<readonly { readonly report: PageReport; readonly hits: number | null }[]>(
    () => (found === null ? pages.map((report) => ({ report, hits: null })) : foundPages(detail.report, found)),
    [pages, detail.report, found],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address asks for a page
  useEffect(() => {
    const wanted = Number(query.page);
    if (wanted > 0) {
      setPage(wanted);
      setAsked(({ visit }) => ({ page: wanted, visit: visit + 1 }));
    }
  }, [query.page, detail.id]);
  const go = useCallback((to: number) => {
    setPage(to);
    setAsked(({ visit }) => ({ page: to, visit: visit + 1 }));
  }, []);
  return (
    <div className={styles.columns} data-plain={detail.type !== 'pdf' || undefined}>
      <nav className={styles.pages} aria-label={t('report.pages')}>
        <TextInput
          type="search"
          className={styles.find}
          aria-label={t('report.find')}
          placeholder={t('report.find')}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
        <p className={styles.pagesHead} role={found === null ? undefined : 'status'}>
          <span>{t('report.page')}</span>
          <span>{found === null ? t('report.characters') : t('report.hits', { count: found.length })}</span>
        </p>
        <VirtualList
          label={t('report.pages')}
          items={lines}
          itemKey={({ report }) => report.number}
          rowHeight={36}
          shown={lines.findIndex(({ report }) => report.number === page)}
        >
          {({ report, hits }) => <PageLine report={report} hits={hits} current={report.number === page} onGo={go} />}
        </VirtualList>
      </nav>
      {detail.type === 'pdf' && (
        <div className={styles.paper}>
          <ManualViewer manual={detail} {...asked} marks={marks} pointed={pointed} onPage={setPage} />
        </div>
      )}
      <ReadPage
        manual={detail.id}
        page={page}
        report={detail.report[page - 1]}
        passages={detail.type === 'pdf' ? noPassages : (found ?? noPassages)}
        onPoint={setPointed}
      />
    </div>
  );
}

const PageLine = memo(function PageLine({
  report,
  hits,
  current,
  onGo,
}: {
  readonly report: PageReport;
  /** How often it holds what is looked for; null while nothing is. */
  readonly hits: number | null;
  readonly current: boolean;
  readonly onGo: (page: number) => void;
}) {
  const { t } = useTranslation('manuals');
  const format = useFormat();
  return (
    <button
      type="button"
      className={styles.pageLine}
      aria-current={current ? 'page' : undefined}
      onClick={() => onGo(report.number)}
    >
      <span>{format.number(report.number)}</span>
      {hits !== null ? (
        <span className={styles.count}>{format.number(hits)}</span>
      ) : report.warnings.length > 0 ? (
        <span className={styles.warned}>
          <TriangleAlert size={14} aria-label={t('warnings', { count: report.warnings.length })} />
        </span>
      ) : (
        <span className={styles.count}>{report.readBy === 'nothing' ? '–' : format.number(report.characters)}</span>
      )}
    </button>
  );
});

const kinds = ['headings', 'paragraphs', 'listItems', 'tables', 'captions'] as const;

/** Of what a page holds, how many. */
function counted(t: TFunction<'manuals'>, report: PageReport): readonly string[] {
  return kinds.flatMap((kind) => (report[kind] === 0 ? [] : [t(`report.${kind}`, { count: report[kind] })]));
}

const warnings = [
  'page-without-text',
  'page-unreadable',
  'garbled-text',
  'ocr-found-nothing',
  'ocr-uncertain',
  'ocr-garbled',
  'ocr-other-language',
  'contents-left-out',
  'xfa-form',
  'portfolio',
  'bad-encoding',
] as const;

function isWarning(code: string): code is (typeof warnings)[number] {
  return warnings.some((known) => known === code);
}

const noPassages: readonly TextPassage[] = [];

/** What was read on a page; pointing at a piece marks it on the page. */
function ReadPage({
  manual,
  page,
  report,
  passages,
  onPoint,
}: {
  readonly manual: string;
  readonly page: number;
  readonly report: PageReport | undefined;
  /** Marked in what was read. */
  readonly passages: readonly TextPassage[];
  readonly onPoint: (rectangles: readonly Rectangle[]) => void;
}) {
  const { t } = useTranslation('manuals');
  const { service } = useApp();
  const remarkOf = (code: string) => (isWarning(code) ? t(`warning.${code}`) : undefined);
  const [read, setRead] = useState<ManualPage | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    setError(null);
    service.call('manual.page', { manual, page }).then(
      (got) => current && setRead(got),
      (thrown) => current && setError(thrown),
    );
    return () => {
      current = false;
    };
  }, [service, manual, page]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={styles.read} tabIndex={0} aria-label={t('report.read')}>
      <div className={styles.readHead}>
        <h2>{t('report.readTitle', { page })}</h2>
        {report !== undefined && <p>{[t(`readBy.${report.readBy}`), ...counted(t, report)].join(' · ')}</p>}
      </div>
      {report?.warnings.map(({ code, message }) => (
        <Notice key={code + message} tone="warn">
          <HostRemark own={remarkOf(code)} said={message} />
        </Notice>
      ))}
      {error !== null && <ErrorNotice error={error} />}
      {read === null && error === null && <Spinner label={t('loading')} />}
      {read !== null && read.blocks.length === 0 && <p className={styles.nothing}>{t('report.nothing')}</p>}
      {read !== null && (
        <BlockList
          blocks={read.blocks}
          marked={markedBlocks(read.blocks, read.number, passages)}
          onPoint={(block) => onPoint(block?.rectangles ?? [])}
        />
      )}
    </section>
  );
}
