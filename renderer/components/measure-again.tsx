import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SuiteSummary } from '../api.ts';
import { shareDone } from '../state/jobs.ts';
import { hashOf } from '../state/navigation.ts';
import { measuringOf, type Promotions } from '../state/promotions.ts';
import { useApp, useHome } from '../state/use-app.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, Select } from './field.tsx';
import { ErrorNotice } from './notice.tsx';
import { Progress } from './progress.tsx';

interface Measured {
  readonly promotions: Promotions;
  /** The bot's id and name. */
  readonly bot: string;
  readonly name: string;
}

/** Has a bot measured once more, on questions of choice. Nothing while that goes on. */
export function MeasureAgain({
  against,
  previous,
  ...measured
}: Measured & {
  /** A bot, or a manual: then its current bot. */
  readonly against: string;
  /** The other bot's name; null for whichever is current. */
  readonly previous: string | null;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const isGoing = useHome(({ jobs }) => measuringOf(jobs, measured.bot) !== undefined);
  if (isGoing) return null;
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)}>
        {t('standing.measure.open')}
      </Button>
      {open && <Questions {...measured} against={against} previous={previous} onClose={() => setOpen(false)} />}
    </>
  );
}

function Questions({
  promotions,
  bot,
  name,
  against,
  previous,
  onClose,
}: Measured & { readonly against: string; readonly previous: string | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { service } = useApp();
  const [suites, setSuites] = useState<readonly SuiteSummary[]>([]);
  const [suite, setSuite] = useState('');
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void service.call('suite.list', {}).then(setSuites, setError), [service]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('standing.measure.title', { name })}
      description={
        previous === null ? t('standing.measure.againstCurrent') : t('standing.measure.againstPrevious', { previous })
      }
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            tone="primary"
            onClick={() => {
              promotions.measure(bot, against, suite);
              onClose();
            }}
          >
            {t('standing.measure.start')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      <Field label={t('standing.measure.asked')} hint={t('standing.measure.askedHint')}>
        {(control) => (
          <Select
            {...control}
            value={suite}
            onChange={setSuite}
            options={[
              { value: '', label: t('standing.measure.own') },
              ...suites
                .filter(({ questions }) => questions > 0)
                .map((each) => ({
                  value: each.name,
                  label: t('standing.measure.suite', { name: each.name, count: each.questions }),
                })),
            ]}
          />
        )}
      </Field>
    </Dialog>
  );
}

/** How far a bot is measured again, where it is. */
export function Measuring({ bot, name }: Omit<Measured, 'promotions'>) {
  const { t } = useTranslation();
  const job = useHome(({ jobs }) => measuringOf(jobs, bot));
  if (job === undefined) return null;
  const { state } = job;
  return (
    <>
      <p>
        {t(state === 'paused' ? 'standing.measure.stopped' : 'standing.measure.going')}{' '}
        <a href={hashOf('activity')}>{t('standing.measure.look')}</a>
      </p>
      {state !== 'paused' && <Progress thin label={t('standing.measure.progress', { name })} value={shareDone(job)} />}
    </>
  );
}
