import { ChevronLeft, ChevronRight, Flag, FlagOff, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RunSample } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextInput } from '../../components/field.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './sample-dialog.module.css';
import { ratings, type SampleKey, sampleKey } from './sample-keys.ts';
import { SampleVerdicts } from './sample-verdicts.tsx';
import type { Samples } from './samples.ts';

/** A question with every system's answer beside each other: scores and why, and what a person says of them. */
export function SampleDialog({
  samples,
  first,
  onClose,
}: {
  readonly samples: Samples;
  /** The place in the found list that was opened. */
  readonly first: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('benchmarks');
  const { toasts } = useApp();
  const { total, items } = useStore(samples);
  const [at, setAt] = useState(first);
  const [chosen, setChosen] = useState(0);
  const sample = items.get(at);
  useEffect(() => samples.need(at), [samples, at]);
  const go = (to: number) => {
    if (to < 0 || to >= total) return;
    setAt(to);
    setChosen(0);
  };
  const rate = (place: number, rating: number | null) => {
    const answer = sample?.answers[place];
    if (answer !== undefined) void samples.rate(at, answer, rating).catch(toasts.fail);
  };
  const mark = (note: string | null) => void samples.mark(at, note).catch(toasts.fail);
  useKeys((key) => {
    const count = sample?.answers.length ?? 0;
    switch (key.kind) {
      case 'sample':
        return go(at + key.by);
      case 'answer':
        return setChosen(Math.min(count - 1, Math.max(0, chosen + key.by)));
      case 'mark':
        return mark(sample?.mark == null ? '' : null);
      case 'rate':
        rate(chosen, key.rating);
        if (key.rating !== null) setChosen(Math.min(count - 1, chosen + 1));
    }
  });
  return (
    <Dialog
      open
      wide="full"
      onClose={onClose}
      title={sample?.question ?? t('loading')}
      description={
        sample !== undefined && (
          <p className={styles.pre}>
            <strong>{t('reference')}</strong> {sample.reference}
          </p>
        )
      }
      actions={
        <>
          <span className={styles.keys}>{t('sample.keys')}</span>
          <IconButton icon={ChevronLeft} label={t('review.previous')} disabled={at === 0} onClick={() => go(at - 1)} />
          <span className={styles.place} role="status">
            {t('review.place', { number: at + 1, count: total })}
          </span>
          <IconButton
            icon={ChevronRight}
            label={t('review.next')}
            disabled={at + 1 >= total}
            onClick={() => go(at + 1)}
          />
          <Button onClick={onClose}>{t('close')}</Button>
        </>
      }
    >
      {sample === undefined ? (
        <Spinner label={t('loading')} />
      ) : (
        <>
          <Mark key={at} note={sample.mark} onMark={mark} />
          <Answers sample={sample} chosen={chosen} onChoose={setChosen} onRate={rate} />
          <SampleVerdicts verdicts={sample.verdicts} />
        </>
      )}
    </Dialog>
  );
}

function Mark({ note, onMark }: { readonly note: string | null; readonly onMark: (note: string | null) => void }) {
  const { t } = useTranslation('benchmarks');
  const [text, setText] = useState(note ?? '');
  if (note === null) {
    return (
      <div className={styles.mark}>
        <Button size="s" icon={Flag} onClick={() => onMark('')}>
          {t('sample.mark')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.mark}>
      <Button size="s" icon={FlagOff} onClick={() => onMark(null)}>
        {t('sample.unmark')}
      </Button>
      <TextInput
        aria-label={t('sample.note')}
        placeholder={t('sample.note')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text !== note && onMark(text)}
      />
    </div>
  );
}

function Answers({
  sample,
  chosen,
  onChoose,
  onRate,
}: {
  readonly sample: RunSample;
  readonly chosen: number;
  readonly onChoose: (place: number) => void;
  readonly onRate: (place: number, rating: number | null) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const list = useRef<HTMLUListElement>(null);
  const seeds = new Set(sample.answers.map(({ seed }) => seed)).size;
  useEffect(() => {
    // Browsers give a promise for it, which is no clean-up.
    void list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ul className={styles.answers} ref={list}>
      {sample.answers.map((answer, place) => {
        const { system, seed } = answer;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the dialog choose an answer too
          <li
            key={`${system} ${seed}`}
            className={styles.answer}
            aria-current={place === chosen}
            onClick={() => onChoose(place)}
          >
            <Answer
              answer={answer}
              name={seeds > 1 ? t('systemSeed', { system, seed }) : system}
              onRate={(rating) => onRate(place, rating)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function Answer({
  answer: { answer, scores, explanations, answersUsed, rating },
  name,
  onRate,
}: {
  readonly answer: RunSample['answers'][number];
  readonly name: string;
  readonly onRate: (rating: number | null) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const scored = Object.entries(scores).filter(([scorer]) => scorer !== 'rating');
  return (
    <>
      <h3>{name}</h3>
      <p className={styles.pre} dir="auto">
        {answer === null || answer === '' ? t('noAnswer') : answer}
      </p>
      <dl className={styles.scores}>
        {scored.map(([scorer, value]) => (
          <div key={scorer}>
            <dt>{scorer}</dt>
            <dd>
              <strong>{value === null ? t('unscored') : format.number(value, 3)}</strong>
              {explanations[scorer] !== undefined && <span className={styles.why}>{explanations[scorer]}</span>}
              {answersUsed[scorer] !== undefined && (
                <details className={styles.used}>
                  <summary>{t('sample.used')}</summary>
                  <pre dir="auto">{answersUsed[scorer]}</pre>
                </details>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.rating}>
        <Segmented
          label={t('sample.rating', { system: name })}
          value={rating === null ? '' : String(rating)}
          onChange={(value) => onRate(Number(value))}
          options={ratings.map((value) => ({ value: String(value), label: format.number(value, 1) }))}
        />
        {rating !== null && (
          <IconButton icon={X} size="s" label={t('sample.takeBack', { system: name })} onClick={() => onRate(null)} />
        )}
      </div>
    </>
  );
}

function useKeys(act: (key: SampleKey) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const key = sampleKey(event);
      if (key === null) return;
      event.preventDefault();
      latest.current(key);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
