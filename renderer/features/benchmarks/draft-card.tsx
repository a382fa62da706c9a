import { Check, ChevronLeft, ChevronRight, Pencil, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Draft } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Badge, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './review.module.css';
import type { Review, Words } from './review.ts';

/** One made question with its answer, what to look at, and the three ways to decide. */
export function DraftCard({
  draft,
  count,
  review,
}: {
  readonly draft: Draft;
  readonly count: number;
  readonly review: Review;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const editing = useStore(review, (state) => state.editing);
  const place = { number: format.number(draft.index + 1), count: format.number(count) };
  return (
    <section className={styles.card} aria-label={t('review.place', place)}>
      <header className={styles.head}>
        <IconButton
          icon={ChevronLeft}
          size="s"
          label={t('review.previous')}
          onClick={() => review.go(draft.index - 1)}
        />
        <span>{t('review.place', place)}</span>
        <IconButton icon={ChevronRight} size="s" label={t('review.next')} onClick={() => review.go(draft.index + 1)} />
        <StateBadge state={draft.state} />
        {draft.page !== null && <span className={styles.quiet}>{t('review.page', { page: draft.page })}</span>}
      </header>
      {editing === null ? <Shown draft={draft} /> : <Edited words={editing} review={review} />}
      {draft.hints.length > 0 && (
        <Notice tone="warn" title={t('review.look')}>
          <ul className={styles.hints}>
            {draft.hints.map((hint) => (
              <li key={hint}>{t(`review.hints.${hint}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p className={styles.quiet}>{t('review.madeBy', { name: draft.made.by })}</p>
      <footer className={styles.decisions}>
        {editing === null ? <Decisions review={review} /> : <EditDecisions review={review} />}
      </footer>
    </section>
  );
}

function Shown({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('benchmarks');
  return (
    <dl className={styles.words}>
      <dt>{t('review.question')}</dt>
      <dd dir="auto">{draft.question === '' ? t('noAnswer') : draft.question}</dd>
      <dt>{t('review.answer')}</dt>
      <dd dir="auto">{draft.answer === '' ? t('noAnswer') : draft.answer}</dd>
    </dl>
  );
}

function Edited({ words, review }: { readonly words: Words; readonly review: Review }) {
  const { t } = useTranslation('benchmarks');
  const first = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <Field label={t('review.question')}>
        {(control) => (
          <TextArea
            {...control}
            ref={first}
            rows={3}
            value={words.question}
            onChange={(event) => review.change({ question: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('review.answer')}>
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            value={words.answer}
            onChange={(event) => review.change({ answer: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Decisions({ review }: { readonly review: Review }) {
  const { t } = useTranslation('benchmarks');
  return (
    <>
      <Button tone="primary" icon={Check} onClick={() => void review.accept()}>
        {t('review.accept')} <Kbd keys="a" />
      </Button>
      <Button icon={Pencil} onClick={() => review.edit()}>
        {t('review.edit')} <Kbd keys="e" />
      </Button>
      <Button icon={X} onClick={() => void review.reject()}>
        {t('review.reject')} <Kbd keys="r" />
      </Button>
    </>
  );
}

function EditDecisions({ review }: { readonly review: Review }) {
  const { t } = useTranslation('benchmarks');
  return (
    <>
      <Button tone="primary" icon={Check} onClick={() => void review.saveEdit()}>
        {t('review.save')} <Kbd keys="mod+Enter" />
      </Button>
      <Button onClick={() => review.leaveEdit()}>
        {t('newRun.cancel')} <Kbd keys="Esc" />
      </Button>
    </>
  );
}

const tones = { waiting: 'accent', accepted: 'good', edited: 'good', rejected: 'bad' } as const;

function StateBadge({ state }: Pick<Draft, 'state'>) {
  const { t } = useTranslation('benchmarks');
  return <Badge tone={tones[state]}>{t(`review.states.${state}`)}</Badge>;
}
