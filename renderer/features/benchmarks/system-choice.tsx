import { useTranslation } from 'react-i18next';
import type { SystemChoice as Choice } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/field.tsx';
import styles from './new-run.module.css';
import { byEffort, efforts } from './run-plan.ts';
import { systemWords } from './words.ts';

/** Systems in groups by what making them takes; why one can't be made stands beside it. */
export function SystemChoice({
  choices,
  chosen,
  onChange,
}: {
  readonly choices: readonly Choice[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const groups = byEffort(choices);
  const put = (names: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const name of names) {
      if (on) next.add(name);
      else next.delete(name);
    }
    onChange(next);
  };
  return efforts
    .filter((effort) => groups[effort].length > 0)
    .map((effort) => {
      const usable = groups[effort].filter((choice) => choice.usable).map(({ name }) => name);
      const all = usable.every((name) => chosen.has(name));
      return (
        <fieldset key={effort} className={styles.group}>
          <legend>{t(`efforts.${effort}.title`)}</legend>
          <div className={styles.groupHead}>
            <p className={styles.quiet}>{t(`efforts.${effort}.detail`)}</p>
            {usable.length > 1 && (
              <Button size="s" tone="quiet" onClick={() => put(usable, !all)}>
                {all ? t('newRun.none') : t('newRun.all')}
              </Button>
            )}
          </div>
          <div className={styles.choices}>
            {groups[effort].map(({ name, usable: can, reason, fetches }) => (
              <Checkbox
                key={name}
                label={name}
                hint={reason ?? [systemWords(t, name), fetches && t('fetchesEmbedder')].filter(Boolean).join('. ')}
                disabled={!can}
                checked={can && chosen.has(name)}
                onChange={(event) => put([name], event.target.checked)}
              />
            ))}
          </div>
        </fieldset>
      );
    });
}
