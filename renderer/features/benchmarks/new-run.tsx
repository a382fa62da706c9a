import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOptions, BotSummary } from '../../api.ts';
import { useBotName } from '../../components/bot-name.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { newestCurrent } from '../../state/promotions.ts';
import { useApp } from '../../state/use-app.ts';
import { AdvancedSettings } from './advanced-settings.tsx';
import { JudgeFields } from './judge-fields.tsx';
import styles from './new-run.module.css';
import { OtherBots } from './other-bots.tsx';
import { OtherSuites } from './other-suites.tsx';
import { firstPlan, inputOf, missingIn, needsJudge, planFor, plansOf, type RunPlan, taskOf } from './run-plan.ts';
import type { Runs } from './runs.ts';
import { ScorerChoice } from './scorer-choice.tsx';
import { type PlanProps, SuiteFields } from './suite-fields.tsx';
import { SystemChoice } from './system-choice.tsx';

/** Which bots, which questions, which ways to answer them, and how answers are scored. */
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
  const { service } = useApp();
  const nameOf = useBotName();
  const [bot, setBot] = useState(newestCurrent(bots)?.id ?? '');
  const [options, setOptions] = useState<BenchOptions | null>(null);
  const [plan, setPlan] = useState<RunPlan | null>(null);
  const [others, setOthers] = useState<ReadonlyMap<string, BenchOptions>>(new Map());
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    setOptions(null);
    service.call('bench.options', { target: bot }).then(
      (found) => {
        if (!current) return;
        setOptions(found);
        setPlan(firstPlan(bot, found));
      },
      (reason) => current && setError(reason),
    );
    return () => {
      current = false;
    };
  }, [bot, service]);

  const runsOf: readonly (readonly [RunPlan, BenchOptions])[] =
    options === null || plan === null
      ? []
      : [[bot, options] as const, ...[...others].filter(([id]) => id !== bot)].flatMap(([id, own]) =>
          plansOf(plan, options).map((each): [RunPlan, BenchOptions] => [planFor(each, id, own), own]),
        );
  const missing = runsOf.map(([each, own]) => missingIn(each, own)).find((what) => what !== null) ?? null;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('run')}
      description={t('newRun.detail')}
      actions={
        <>
          {missing !== null && (
            <span className={styles.quiet} role="status">
              {t(`missing.${missing}`)}
            </span>
          )}
          <Button onClick={onClose}>{t('newRun.cancel')}</Button>
          <Button
            tone="primary"
            disabled={runsOf.length === 0 || missing !== null}
            onClick={() => {
              for (const [each, own] of runsOf) runs.start(inputOf(each, own));
              onClose();
            }}
          >
            {runsOf.length > 1 ? t('newRun.startMany', { count: runsOf.length }) : t('newRun.start')}
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
            options={bots.map((one) => ({ value: one.id, label: nameOf(one) }))}
          />
        )}
      </Field>
      {plan !== null && bots.length > 1 && (
        <OtherBots
          bots={bots.filter(({ id }) => id !== bot)}
          plan={plan}
          chosen={others}
          onChange={setOthers}
          onError={setError}
        />
      )}
      {error !== null && <ErrorNotice error={error} />}
      {options === null && error === null && <Spinner label={t('loading')} />}
      {options !== null && plan !== null && <PlanFields plan={plan} options={options} onChange={setPlan} />}
    </Dialog>
  );
}

function PlanFields({ plan, options, onChange }: PlanProps) {
  const { t } = useTranslation('benchmarks');
  const task = taskOf(plan, options);
  const set = (change: Partial<RunPlan>) => onChange({ ...plan, ...change });
  const count = (key: 'seeds' | 'limit', label: string, hint: string) => (
    <Field label={label} hint={hint}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          value={plan[key]}
          onChange={(event) => set({ [key]: event.target.value.replace(/\D/g, '') })}
        />
      )}
    </Field>
  );
  return (
    <>
      <SuiteFields plan={plan} options={options} onChange={onChange} />
      <OtherSuites plan={plan} options={options} onChange={onChange} />
      <SystemChoice choices={options.systems} chosen={plan.systems} onChange={(systems) => set({ systems })} />
      <ScorerChoice plan={plan} options={options} onChange={(scorers) => set({ scorers })} />
      {needsJudge(plan, options) && <JudgeFields judge={plan.judge} onChange={(judge) => set({ judge })} />}
      <div className={styles.numbers}>
        {count('seeds', t('newRun.seeds'), t('newRun.seedsHint'))}
        {count('limit', t('newRun.limit'), t('newRun.limitHint'))}
      </div>
      {task !== undefined && (
        <AdvancedSettings task={task} numbers={plan.numbers} onChange={(numbers) => set({ numbers })} />
      )}
    </>
  );
}
