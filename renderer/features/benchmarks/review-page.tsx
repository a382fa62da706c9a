import { Undo2 } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Draft } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { ManualViewer } from '../../components/pdf/manual-viewer.tsx';
import { Progress, Spinner } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { DraftCard } from './draft-card.tsx';
import styles from './review.module.css';
import { createReview, type Review } from './review.ts';
import { reviewKey } from './review-keys.ts';

/** Made questions one by one, each beside its passage on the page: accepted, edited or rejected by a key. */
export function ReviewPage({ suite }: { readonly suite: string }) {
  const { t } = useTranslation('benchmarks');
  const app = useApp();
  const review = useMemo(() => createReview(app, suite), [app, suite]);
  const { drafts, at, error, undoable } = useStore(review);
  useReviewKeys(review);
  const draft = drafts?.[at];
  return (
    <Page
      title={suite}
      detail={t('review.detail')}
      width="full"
      back={{ href: hashOf('benchmarks', 'suites'), label: t('suites.title') }}
      actions={
        <Button icon={Undo2} disabled={undoable === 0} onClick={() => void review.undo()}>
          {t('review.undo')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void review.load()} />}
      {drafts === null && error === null && <Spinner label={t('loading')} />}
      {drafts !== null && <ReviewProgress drafts={drafts} />}
      {draft !== undefined && drafts !== null && (
        <div className={styles.columns}>
          <DraftCard key={draft.id} draft={draft} count={drafts.length} review={review} />
          <Source draft={draft} />
        </div>
      )}
    </Page>
  );
}

function ReviewProgress({ drafts }: { readonly drafts: readonly Draft[] }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const count = (...states: readonly string[]) =>
    format.number(drafts.filter(({ state }) => states.includes(state)).length);
  const waiting = drafts.filter(({ state }) => state === 'waiting').length;
  return (
    <div className={styles.progress}>
      <p role="status">
        {t('review.progress', {
          counting: count('accepted', 'edited'),
          waiting: count('waiting'),
          rejected: count('rejected'),
        })}
      </p>
      <Progress
        thin
        label={t('review.reviewed')}
        value={drafts.length === 0 ? 1 : (drafts.length - waiting) / drafts.length}
      />
    </div>
  );
}

/** The manual at the passage; the passage alone, where the manual is gone. */
function Source({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('benchmarks');
  const { library } = useApp();
  const manuals = useStore(library, (state) => state.manuals);
  const manual = manuals?.find(({ id }) => id === draft.manual);
  return (
    <aside className={styles.source} aria-label={t('review.passage')}>
      {manual !== undefined && draft.page !== null && manual.type === 'pdf' ? (
        <ManualViewer manual={manual} page={draft.page} marks={draft.rectangles} visit={draft.index} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <blockquote className={styles.passage} tabIndex={0} dir="auto">
          {draft.context === '' ? t('review.noPassage') : draft.context}
        </blockquote>
      )}
    </aside>
  );
}

function useReviewKeys(review: Review): void {
  const { preferences } = useApp();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { editing, at } = review.getState();
      if (event.key.length === 1 && editing === null && !preferences.getState().singleKeys) return;
      const key = reviewKey(event, editing !== null);
      if (key === null) return;
      // The letter that begins to edit is not to be written into the field.
      event.preventDefault();
      switch (key) {
        case 'accept':
          return void review.accept();
        case 'reject':
          return void review.reject();
        case 'edit':
          return review.edit();
        case 'save':
          return void review.saveEdit();
        case 'leave':
          return review.leaveEdit();
        case 'undo':
          return void review.undo();
        case 'next':
          return review.go(at + 1);
        case 'previous':
          return review.go(at - 1);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [review, preferences]);
}
