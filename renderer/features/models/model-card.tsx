import { Download, Pause, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ModelSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Badge, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { downloadOf, isUnderWay } from '../../state/jobs.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import { DownloadProgress } from './download-progress.tsx';
import type { Models } from './models.ts';
import styles from './models-page.module.css';

export function ModelCard({ model, models }: { readonly model: ModelSummary; readonly models: Models }) {
  const { t } = useTranslation('models');
  const job = useHome(({ jobs }) => downloadOf(jobs, model.id));
  const download = job !== undefined && isUnderWay(job) ? job : undefined;
  const check = useStore(models, ({ checks }) => checks.get(model.id));
  return (
    <li className={styles.model}>
      <div className={styles.head}>
        <h3>{model.title}</h3>
        {model.isDefault && <Badge>{t('default')}</Badge>}
        {model.kind === 'embedding' && <Badge>{t('embedding.kind')}</Badge>}
        <Fits model={model} />
        <Actions model={model} models={models} job={download?.id} />
      </div>
      <ModelFacts model={model} />
      {download !== undefined && <DownloadProgress job={download} title={model.title} />}
      {model.folder !== null && <p className={styles.path}>{model.folder}</p>}
      {check !== undefined && (
        <div role="status">
          {check.ok ? (
            <Notice tone="good">{t('verified')}</Notice>
          ) : (
            <Notice tone="bad" title={t('broken')}>
              <ul>
                {check.wrong.map(({ file, state }) => (
                  <li key={file}>{t(`wrong.${state}`, { file })}</li>
                ))}
              </ul>
            </Notice>
          )}
        </div>
      )}
    </li>
  );
}

function Fits({ model: { fits } }: { readonly model: ModelSummary }) {
  const { t } = useTranslation('models');
  if (fits === null) return null;
  if (fits.train) return <Badge tone="good">{t('fits.train')}</Badge>;
  return fits.chat ? <Badge tone="warn">{t('fits.chat')}</Badge> : <Badge tone="bad">{t('fits.not')}</Badge>;
}

function ModelFacts({ model }: { readonly model: ModelSummary }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const { parameters, downloadBytes, memory, licence } = model;
  return (
    <p className={styles.facts}>
      {model.kind === 'embedding' && <span>{t('embedding.detail')}</span>}
      {parameters !== null && <span>{t('parameters', { millions: format.number(parameters / 1e6, 0) })}</span>}
      <span>{t('licence', { licence })}</span>
      {downloadBytes !== null && !model.present && (
        <span>{t('download.size', { size: format.bytes(downloadBytes) })}</span>
      )}
      {memory !== null && <span>{t('memory.chat', { size: format.bytes(memory.chatBytes) })}</span>}
      {memory !== null && <span>{t('memory.train', { size: format.bytes(memory.trainBytes) })}</span>}
    </p>
  );
}

function Actions({
  model,
  models,
  job,
}: {
  readonly model: ModelSummary;
  readonly models: Models;
  readonly job: string | undefined;
}) {
  const { t } = useTranslation('models');
  const { toasts } = useApp();
  const checking = useStore(models, (state) => state.checking.has(model.id));
  const [removing, setRemoving] = useState(false);
  if (job !== undefined) {
    return (
      <div className={styles.buttons}>
        <Button
          size="s"
          icon={Pause}
          aria-label={`${t('download.pause')}: ${model.title}`}
          onClick={() => void models.pause(job).catch(toasts.fail)}
        >
          {t('download.pause')}
        </Button>
      </div>
    );
  }
  if (!model.present) {
    const fetch = model.partBytes > 0 ? t('download.resume') : t('download.start');
    return (
      <div className={styles.buttons}>
        <Button size="s" icon={Download} aria-label={`${fetch}: ${model.title}`} onClick={() => models.pull(model.id)}>
          {fetch}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.buttons}>
      <Button
        size="s"
        icon={ShieldCheck}
        busy={checking}
        aria-label={`${t('verify')}: ${model.title}`}
        onClick={() => void models.verify(model.id).catch(toasts.fail)}
      >
        {t('verify')}
      </Button>
      <IconButton
        icon={Trash2}
        label={t('remove', { title: model.title })}
        size="s"
        onClick={() => setRemoving(true)}
      />
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={t('remove', { title: model.title })}
        description={t(model.kind === 'embedding' ? 'embedding.removeDetail' : 'removeDetail')}
        action={t('removeAction')}
        danger
        onConfirm={() => models.remove(model.id).catch(toasts.fail)}
      />
    </div>
  );
}
