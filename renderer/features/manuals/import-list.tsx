import { CircleCheck, CircleSlash, FileText, OctagonAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { JobDetail } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ErrorLines } from '../../components/host-words.tsx';
import { Progress } from '../../components/progress.tsx';
import { useErrorWords } from '../../i18n/error-words.ts';
import { shareDone } from '../../state/jobs.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import styles from './import-list.module.css';
import type { Import } from './imports.ts';
import { useImports } from './use-manuals.ts';

const icons = { done: CircleCheck, failed: OctagonAlert, stopped: CircleSlash } as const;

/** Files on their way in, and those of other windows. */
export function ImportList() {
  const { t } = useTranslation('manuals');
  const imports = useImports();
  const files = useStore(imports, (state) => state.files);
  const jobs = useHome((state) => state.jobs);
  const own = new Set(files.map(({ job }) => job));
  const others = [...jobs.values()].filter(
    ({ kind, state, id }) => kind === 'import' && (state === 'running' || state === 'queued') && !own.has(id),
  );
  if (files.length === 0 && others.length === 0) return null;
  const ended = files.some(({ at }) => ['done', 'failed', 'stopped'].includes(at.kind));
  return (
    <section className={styles.imports} aria-label={t('import.title')}>
      <div className={styles.head}>
        <h2>{t('import.title')}</h2>
        {ended && (
          <Button size="s" tone="quiet" onClick={imports.clear}>
            {t('import.clear')}
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {files.map((file) => (
          <ImportLine key={file.id} file={file} />
        ))}
        {others.map((job) => (
          <OtherLine key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function ImportLine({ file }: { readonly file: Import }) {
  const { t } = useTranslation('manuals');
  const imports = useImports();
  const errorWords = useErrorWords();
  const { at } = file;
  const Icon = at.kind in icons ? icons[at.kind as keyof typeof icons] : FileText;
  const share = at.kind === 'uploading' ? at.share : at.kind === 'reading' && at.total > 0 ? at.done / at.total : null;
  return (
    <li className={styles.line} data-state={at.kind}>
      <Icon size={18} aria-hidden />
      <div className={styles.words}>
        <p className={styles.name}>
          {at.kind === 'done' ? <a href={hashOf('manuals', at.manual.id)}>{at.manual.title}</a> : file.name}
        </p>
        <div className={styles.state} role="status">
          {at.kind === 'failed' ? <ErrorLines words={errorWords(at.error)} /> : wordsOf(at, t)}
        </div>
        {(at.kind === 'uploading' || at.kind === 'reading') && <Progress thin label={file.name} value={share} />}
      </div>
      {(at.kind === 'waiting' || at.kind === 'uploading' || at.kind === 'reading') && (
        <IconButton
          icon={X}
          size="s"
          label={t('import.stop', { name: file.name })}
          onClick={() => imports.stop(file.id)}
        />
      )}
      {(at.kind === 'failed' || at.kind === 'stopped') && (
        <Button size="s" onClick={() => imports.again(file.id)}>
          {t('import.again')}
        </Button>
      )}
    </li>
  );
}

function wordsOf(
  at: Exclude<Import['at'], { kind: 'failed' }>,
  t: ReturnType<typeof useTranslation<'manuals'>>['t'],
): string {
  switch (at.kind) {
    case 'waiting':
      return t('import.waiting');
    case 'uploading':
      return t('import.uploading');
    case 'reading':
      return at.total === 0 ? t('import.opening') : t('import.reading', { done: at.done, total: at.total });
    case 'done':
      return at.manual.known ? t('import.known') : t('import.done', { count: at.manual.pages });
    case 'stopped':
      return t('import.stopped');
  }
}

/** A file that another window, or the command line, takes in. */
function OtherLine({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('manuals');
  const { service, toasts } = useApp();
  const { title, progress } = job;
  return (
    <li className={styles.line}>
      <FileText size={18} aria-hidden />
      <div className={styles.words}>
        <p className={styles.name}>{title}</p>
        <p className={styles.state} role="status">
          {progress === null || progress.total === 0
            ? t('import.opening')
            : t('import.reading', { done: progress.done, total: progress.total })}
        </p>
        <Progress thin label={title} value={shareDone(job)} />
      </div>
      <IconButton
        icon={X}
        size="s"
        label={t('import.stop', { name: title })}
        onClick={() => service.call('job.cancel', { job: job.id }).catch(toasts.fail)}
      />
    </li>
  );
}
