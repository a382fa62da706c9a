import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOptions, BotSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Checkbox, Field, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import type { Runs } from './runs.ts';

const OWN_FILE = 'file';

/** Which bot, which questions, which ways to answer them. */
export function NewRun({
  bots,
  runs,
  onClose,
}: {
  readonly bots: readonly BotSummary[];
  readonly runs: Runs;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('benchmarks');
  const { service, files } = useApp();
  const [bot, setBot] = useState(bots[0]?.id ?? '');
  const [options, setOptions] = useState<BenchOptions | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [suite, setSuite] = useState('');
  const [file, setFile] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [limit, setLimit] = useState('');
  useEffect(() => {
    let current = true;
    setOptions(null);
    service.call('bench.options', { target: bot }).then(
      (found) => {
        if (!current) return;
        setOptions(found);
        // Those that need training take long: a person chooses them.
        setLeft(new Set(found.systems.filter(({ takes }) => takes !== 'nothing').map(({ name }) => name)));
        setSuite(found.suites.find(({ fits }) => fits)?.name ?? found.suites[0]?.name ?? OWN_FILE);
      },
      (reason) => current && setError(reason),
    );
    return () => {
      current = false;
    };
  }, [bot, service]);

  const systems = options?.systems.filter(({ usable, name }) => usable && !left.has(name)) ?? [];
  const questions = suite === OWN_FILE ? file.trim() : suite;
  const start = () => {
    runs.start({
      target: bot,
      suite: questions,
      systems: systems.map(({ name }) => name).join(','),
      ...(Number(limit) > 0 ? { limit: Math.floor(Number(limit)) } : {}),
    });
    onClose();
  };
  const pick = async () => {
    const [picked] = await files.pick('data', false);
    if (picked !== undefined) setFile(await picked.path());
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('run')}
      description={t('newRun.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('newRun.cancel')}</Button>
          <Button tone="primary" disabled={systems.length === 0 || questions === ''} onClick={start}>
            {t('newRun.start')}
          </Button>
        </>
      }
    >
      <Field label={t('bot')}>
        {(control) => (
          <Select
            {...control}
            value={bot}
            onChange={setBot}
            options={bots.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
      {error !== null && <ErrorNotice error={error} />}
      {options === null && error === null && <Spinner label={t('loading')} />}
      {options !== null && (
        <>
          <Field label={t('newRun.questions')} hint={t('newRun.questionsHint')}>
            {(control) => (
              <Select
                {...control}
                value={suite}
                onChange={setSuite}
                options={[
                  ...options.suites.map(({ name, questions: count, fits }) => ({
                    value: name,
                    label: fits ? t('newRun.suite', { name, count }) : t('newRun.suiteOther', { name, count }),
                  })),
                  { value: OWN_FILE, label: t('newRun.ownFile') },
                ]}
              />
            )}
          </Field>
          {suite === OWN_FILE && (
            <Field label={t('newRun.file')} hint={t('newRun.fileHint')}>
              {(control) => (
                <div className={styles.fileRow}>
                  <TextInput {...control} value={file} onChange={(event) => setFile(event.target.value)} />
                  <Button onClick={() => void pick().catch(setError)}>{t('newRun.pick')}</Button>
                </div>
              )}
            </Field>
          )}
          <fieldset className={styles.systems}>
            <legend>{t('newRun.systems')}</legend>
            {options.systems.map(({ name, usable, reason }) => (
              <Checkbox
                key={name}
                label={name}
                hint={reason ?? undefined}
                disabled={!usable}
                checked={usable && !left.has(name)}
                onChange={(event) => {
                  const next = new Set(left);
                  if (event.target.checked) next.delete(name);
                  else next.add(name);
                  setLeft(next);
                }}
              />
            ))}
          </fieldset>
          <Field label={t('newRun.limit')} hint={t('newRun.limitHint')}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={limit}
                onChange={(event) => setLimit(event.target.value.replace(/\D/g, ''))}
              />
            )}
          </Field>
        </>
      )}
    </Dialog>
  );
}
