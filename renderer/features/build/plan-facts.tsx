import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BuildPlan } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Field, Select } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import styles from './plan-facts.module.css';
import type { Setup } from './setup.ts';
import { smallerSetting, wantOf } from './smaller-setting.ts';

/** What the build would take here, before it begins. */
export function PlanFacts({ plan, setup }: { readonly plan: BuildPlan; readonly setup: Setup }) {
  const { t } = useTranslation('build');
  const format = useFormat();
  const planning = useStore(setup, (state) => state.planning);
  const recipe = useStore(setup, (state) => state.recipe);
  const { model } = plan;
  const facts = [
    {
      name: t('plan.model'),
      value: model.title,
      detail: model.present
        ? t('plan.present')
        : model.downloadBytes === null
          ? t('plan.download')
          : t('plan.downloadSize', { size: format.bytes(model.downloadBytes) }),
    },
    {
      name: t('plan.time'),
      value: plan.measured
        ? format.duration(plan.seconds)
        : t('plan.about', { time: format.duration(roughly(plan.seconds)) }),
      detail: plan.measured ? t('plan.measured') : t('plan.estimated'),
    },
    {
      name: t('plan.memory'),
      value: format.bytes(plan.memoryBytes),
      detail: t('plan.free', { size: format.bytes(plan.freeMemoryBytes) }),
    },
    {
      name: t('plan.disk'),
      value: format.bytes(plan.diskBytes),
      detail: t('plan.free', { size: format.bytes(plan.freeDiskBytes) }),
    },
  ];
  return (
    <>
      <dl className={styles.facts} aria-busy={planning}>
        {facts.map(({ name, value, detail }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={styles.value}>{value}</dd>
            <dd className={styles.detail}>{detail}</dd>
          </div>
        ))}
      </dl>
      {plan.memoryMode === 'low' && <Notice title={t('plan.low')}>{t('plan.lowDetail')}</Notice>}
      {plan.problems.map((problem) => {
        const want = wantOf(problem.code);
        const smaller = want !== null && recipe !== null && smallerSetting(recipe, want) !== null && (
          <Button size="s" busy={planning} onClick={() => setup.smaller(want)}>
            {t('smaller.use')}
          </Button>
        );
        return <ErrorNotice key={problem.code + problem.message} error={problem} actions={smaller || undefined} />;
      })}
      <Instruction plan={plan} setup={setup} />
    </>
  );
}

/** An estimate says no more than it knows: whole minutes. */
function roughly(seconds: number): number {
  return Math.max(60, Math.round(seconds / 60) * 60);
}

/** Whose data the bot learns to answer from, under which licence, and what else there is. */
function Instruction({ plan, setup }: { readonly plan: BuildPlan; readonly setup: Setup }) {
  const { t } = useTranslation('build');
  const { t: skills } = useTranslation('skills');
  const { instruct, instructions } = useStore(setup);
  const fitting = instructions.filter(({ model }) => model === plan.model.id);
  const { kind, licence } = plan.instruction;
  return (
    <>
      {(fitting.length > 0 || instruct !== null) && (
        <Field label={t('instruct.label')} hint={t('instruct.hint')}>
          {(control) => (
            <Select
              {...control}
              value={instruct ?? ''}
              onChange={(skill) => setup.choose({ instruct: skill === '' ? null : skill })}
              options={[
                { value: '', label: t('instruct.stock') },
                ...fitting.map(({ id, name, kind: made }) => ({
                  value: id,
                  label: made === 'instruction' ? name : `${name} · ${skills(`kind.${made}`)}`,
                })),
              ]}
            />
          )}
        </Field>
      )}
      {kind === 'train' && <Notice>{t('instruct.train')}</Notice>}
      {licence !== null && (
        <Notice title={t('licence.title', { licence })}>
          {t('licence.detail')} <a href={hashOf('skills', { train: plan.model.id })}>{t('licence.alternative')}</a>
        </Notice>
      )}
    </>
  );
}
