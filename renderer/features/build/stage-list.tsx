import { Check, CirclePause } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './stage-list.module.css';
import { type ShownStage, type StageLine, stageLines } from './stages.ts';

export interface StageListProps {
  readonly job: JobDetail;
  readonly chosen: ShownStage | null;
  readonly onChoose: (stage: ShownStage) => void;
}

/** What is done, what runs, what comes; a stage that learns shows its curves when it is chosen. */
export function StageList({ job, chosen, onChoose }: StageListProps) {
  const { t } = useTranslation('build');
  return (
    <ol className={styles.stages} aria-label={t('stages')}>
      {stageLines(job).map((line) => (
        <li key={line.name} className={styles.stage} data-state={line.state}>
          <Mark line={line} />
          <div className={styles.words}>
            {learns(line.name) && line.state !== 'waiting' ? (
              <button
                type="button"
                className={styles.name}
                aria-pressed={chosen === line.name}
                onClick={() => onChoose(line.name)}
              >
                {t(`stage.${line.name}.name`)}
              </button>
            ) : (
              <span className={styles.name}>{t(`stage.${line.name}.name`)}</span>
            )}
            <span className={styles.detail}>{t(`stage.${line.name}.detail`)}</span>
            {(line.state === 'running' || line.state === 'stopped') && <Share line={line} />}
          </div>
          <span className="visually-hidden">{t(`stageState.${line.state}`)}</span>
        </li>
      ))}
    </ol>
  );
}

function learns(name: ShownStage): boolean {
  return name === 'instruct' || name === 'train' || name === 'blend';
}

function Mark({ line }: { readonly line: StageLine }) {
  return (
    <span className={styles.mark} aria-hidden>
      {line.state === 'done' && <Check size={14} strokeWidth={3} />}
      {line.state === 'stopped' && <CirclePause size={16} />}
    </span>
  );
}

function Share({ line }: { readonly line: StageLine }) {
  const { t } = useTranslation('build');
  const format = useFormat();
  return (
    <span className={styles.share}>
      <Progress thin label={t(`stage.${line.name}.name`)} value={line.share ?? (line.state === 'running' ? null : 0)} />
      {line.share !== null && <span>{format.percent(line.share)}</span>}
    </span>
  );
}
