import { PanelLeft, Search, SquarePen } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button, IconButton } from '../components/button.tsx';
import { Kbd } from '../components/kbd.tsx';
import { Progress } from '../components/progress.tsx';
import type { Feature } from '../state/feature.ts';
import { isUnderWay, shareDone } from '../state/jobs.ts';
import { hashOf } from '../state/navigation.ts';
import { useApp, useHome, useRoute } from '../state/use-app.ts';
import { shortcutKeys } from './keys.ts';
import styles from './sidebar.module.css';

const places = ['use', 'make', 'keep'] as const;

/** Where one can go, and what is under way. Ctrl/⌘ B hides it. */
export function Sidebar({ features }: { readonly features: readonly Feature[] }) {
  const app = useApp();
  const search = () => app.overlay.show('search');
  const { t } = useTranslation('app');
  const route = useRoute();
  const { sidebarOpen: open, narrow } = useStore(app.preferences);
  useNarrow();
  const toggle = (
    <IconButton icon={PanelLeft} label={t('sidebar')} aria-expanded={open} onClick={app.preferences.toggleSidebar} />
  );
  const rail = (
    <>
      {toggle}
      <IconButton icon={Search} label={t('search')} onClick={search} />
      <IconButton icon={SquarePen} label={t('newChat')} onClick={() => app.navigation.go('chats', 'new')} />
    </>
  );
  if (!open) {
    return (
      <nav className={styles.rail} aria-label={t('navigation')}>
        {rail}
      </nav>
    );
  }
  const sidebar = (
    <nav className={styles.sidebar} data-over={narrow || undefined} aria-label={t('navigation')}>
      <div className={styles.top}>
        <a className={styles.brand} href={hashOf('chats')}>
          <img src="/icon.svg" width="22" height="22" alt="" />
          Stockpot
        </a>
        {toggle}
      </div>
      <button type="button" className={styles.search} onClick={search}>
        <Search size={16} aria-hidden />
        <span>{t('search')}</span>
        <Kbd keys={shortcutKeys.search} />
      </button>
      <Button icon={SquarePen} className={styles.new} onClick={() => app.navigation.go('chats', 'new')}>
        {t('newChat')}
      </Button>
      {places.map((place) => (
        <div key={place} className={styles.group} data-place={place}>
          {place === 'make' && <p className={styles.place}>{t(`place.${place}`)}</p>}
          <ul className={styles.list}>
            {features
              .filter((feature) => feature.place === place)
              .map(({ id, icon: Icon }) => (
                <li key={id}>
                  <a className={styles.link} href={hashOf(id)} aria-current={route.feature === id ? 'page' : undefined}>
                    <Icon size={18} strokeWidth={1.75} aria-hidden />
                    {t(`nav.${id}`)}
                  </a>
                </li>
              ))}
          </ul>
          {place === 'make' && <UnderWay />}
        </div>
      ))}
    </nav>
  );
  return narrow ? (
    <>
      <div className={styles.rail}>{rail}</div>
      <button
        type="button"
        className={styles.cover}
        aria-label={t('sidebar')}
        onClick={app.preferences.toggleSidebar}
      />
      {sidebar}
    </>
  ) : (
    sidebar
  );
}

/** Below this width the sidebar lies over the page, and goes when one has gone somewhere. */
function useNarrow(): void {
  const { preferences } = useApp();
  const route = useRoute();
  const narrow = useStore(preferences, (state) => state.narrow);
  useEffect(() => {
    const query = window.matchMedia('(max-width: 48rem)');
    const apply = () => preferences.setNarrow(query.matches);
    apply();
    query.addEventListener('change', apply);
    return () => query.removeEventListener('change', apply);
  }, [preferences]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on each change of the address
  useEffect(() => {
    if (narrow) preferences.setNarrow(true);
  }, [route]);
}

/** Jobs that run, wherever one is: each leads to its page. */
function UnderWay() {
  const { t } = useTranslation('app');
  const jobs = useHome((state) => state.jobs);
  const running = [...jobs.values()].filter(isUnderWay);
  if (running.length === 0) return null;
  return (
    <div className={styles.running}>
      <p className={styles.place}>{t('running')}</p>
      {running.slice(0, 3).map((job) => (
        <a
          key={job.id}
          className={styles.job}
          href={job.kind === 'build' ? hashOf('build', job.id) : hashOf('activity', job.id)}
        >
          <span className={styles.jobTitle}>{job.title}</span>
          <Progress thin label={job.title} value={shareDone(job)} />
        </a>
      ))}
    </div>
  );
}
