import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Card } from '../../components/page.tsx';
import { regionOf } from '../../i18n/format.ts';
import styles from './build-log.module.css';
import { logLines } from './stages.ts';

/** What happened to a build and when, as the host keeps it. */
export function BuildLog({ job }: { readonly job: JobDetail }) {
  const { t, i18n } = useTranslation('build');
  const lines = logLines(job);
  if (lines.length === 0) return null;
  const clock = new Intl.DateTimeFormat(regionOf(i18n.language, navigator.languages), { timeStyle: 'medium' });
  return (
    <Card>
      <h2 className={styles.title}>{t('log.title')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className={styles.log} tabIndex={0} aria-label={t('log.title')}>
        <ol className={styles.lines}>
          {lines.map((line) => (
            <li key={line.at + line.kind + line.name}>
              <time dateTime={line.at}>{clock.format(new Date(line.at))}</time>
              <span>
                {line.kind === 'state'
                  ? t(`state.${line.name}`)
                  : t(`log.${line.kind}`, { stage: t(`stage.${line.name}.name`) })}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </Card>
  );
}
