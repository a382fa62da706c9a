import { useTranslation } from 'react-i18next';
import type { BenchOptions, BotSummary } from '../../api.ts';
import { useBotName } from '../../components/bot-name.ts';
import { Checkbox } from '../../components/field.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './new-run.module.css';
import { lackedBy, planFor, type RunPlan } from './run-plan.ts';

/** Bots that are asked the same besides the first, each in a run of its own; what one of them lacks stands beside it. */
export function OtherBots({
  bots,
  plan,
  chosen,
  onChange,
  onError,
}: {
  readonly bots: readonly BotSummary[];
  readonly plan: RunPlan;
  /** By bot: what it can be asked. */
  readonly chosen: ReadonlyMap<string, BenchOptions>;
  readonly onChange: (change: (chosen: ReadonlyMap<string, BenchOptions>) => ReadonlyMap<string, BenchOptions>) => void;
  readonly onError: (error: unknown) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const { service } = useApp();
  const nameOf = useBotName();
  const put = (bot: string, on: boolean) => {
    if (!on) return onChange((before) => new Map([...before].filter(([id]) => id !== bot)));
    service
      .call('bench.options', { target: bot })
      .then((options) => onChange((before) => new Map(before).set(bot, options)), onError);
  };
  const hintOf = (bot: string) => {
    const options = chosen.get(bot);
    if (options === undefined) return undefined;
    const lacking = lackedBy(plan, options);
    if (planFor(plan, bot, options).systems.size === 0) return t('newRun.lacksAll');
    const other = options.suites.find(({ name }) => name === plan.suite)?.fits === false;
    const hints = [
      lacking.length > 0 && t('newRun.lacks', { systems: lacking.join(', ') }),
      other && t('newRun.otherManual'),
    ];
    return hints.filter(Boolean).join(' ') || undefined;
  };
  return (
    <details className={styles.advanced}>
      <summary>{t('newRun.others')}</summary>
      <p className={styles.quiet}>{t('newRun.othersDetail')}</p>
      <div className={styles.choices}>
        {bots.map((bot) => {
          const hint = hintOf(bot.id);
          return (
            <Checkbox
              key={bot.id}
              label={nameOf(bot)}
              checked={chosen.has(bot.id)}
              onChange={(event) => put(bot.id, event.target.checked)}
              {...(hint === undefined ? {} : { hint })}
            />
          );
        })}
      </div>
    </details>
  );
}
