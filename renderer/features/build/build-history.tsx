import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { JobSummary } from '../../api.ts';
import { Badge } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { AppState } from '../../state/app-state.ts';
import { hashOf } from '../../state/navigation.ts';
import { perApp, useHome } from '../../state/use-app.ts';
import styles from './build-history.module.css';

const tones = {
  queued: 'plain',
  running: 'accent',
  paused: 'warn',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
} as const;

const useHistory = perApp(({ service, home }: AppState) => {
  const store = createStore<{ readonly builds: readonly JobSummary[] }>(() => ({ builds: [] }));
  const load = () => {
    service.call('job.list', {}).then(
      (jobs) => store.setState({ builds: jobs.filter(({ kind }) => kind === 'build') }),
      // The list is beside the point of the page; the running ones stand in the sidebar as well.
      () => undefined,
    );
  };
  home.onChanged(['jobs'], load);
  return { ...store, load };
});

/** Builds that run, wait, or ended. */
export function BuildHistory() {
  const { t } = useTranslation('build');
  const format = useFormat();
  const history = useHistory();
  useEffect(() => history.load(), [history]);
  const builds = useStore(history, (state) => state.builds);
  const live = useHome((state) => state.jobs);
  if (builds.length === 0) return null;
  const newest = [...builds].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return (
    <Section title={t('history')}>
      <ul className={styles.list}>
        {newest.slice(0, 12).map((summary) => {
          const job = live.get(summary.id) ?? summary;
          return (
            <li key={job.id}>
              <a className={styles.line} href={hashOf('build', job.id)}>
                <span className={styles.name}>{job.title}</span>
                <span className={styles.when}>{format.ago(job.createdAt)}</span>
                <Badge tone={tones[job.state]}>{t(`state.${job.state}`)}</Badge>
              </a>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
