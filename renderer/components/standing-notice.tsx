import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Promotion } from '../api.ts';
import { useFormat } from '../i18n/format.ts';
import { createPromotions, sideWords } from '../state/promotions.ts';
import { perApp, useApp } from '../state/use-app.ts';
import { Button } from './button.tsx';
import { ConfirmDialog } from './dialog.tsx';
import { Field, TextArea } from './field.tsx';
import { MeasureAgain, Measuring } from './measure-again.tsx';
import { ErrorNotice, Notice } from './notice.tsx';

const usePromotions = perApp(createPromotions);

/**
 * Whether a bot that was measured against the one before stands for its manual, and why; a person may make it so whatever was
 * measured, or have it measured again. Nothing for a bot on which nothing was decided; `heldOnly`: nothing for one that is not held either.
 */
export function StandingNotice({ bot, heldOnly = false }: { readonly bot: string; readonly heldOnly?: boolean }) {
  const { t } = useTranslation();
  const { library } = useApp();
  const promotions = usePromotions();
  const summary = useStore(library, ({ bots }) => bots?.find(({ id }) => id === bot));
  const last = useStore(promotions, ({ decisions }) => decisions.get(bot)?.[0]);
  const error = useStore(promotions, ({ errors }) => errors.get(bot));
  const [asking, setAsking] = useState(false);
  const standing = summary?.standing;
  const isThere = standing !== undefined;
  useEffect(() => {
    if (isThere) void promotions.load(bot);
  }, [promotions, bot, isThere]);
  if (error !== undefined) return <ErrorNotice error={error} onRetry={() => void promotions.load(bot)} />;
  if (last === undefined || summary === undefined || (heldOnly && standing !== 'held')) return null;
  const previous = last.previousName ?? t('standing.other');
  // A held or earlier one would take the place of whichever is current now.
  const measure = (
    <MeasureAgain {...{ promotions, bot }} name={last.botName} against={summary.manual} previous={null} />
  );
  if (standing === 'held') {
    return (
      <>
        <Notice
          tone="warn"
          title={t('standing.held', { previous })}
          actions={
            <>
              <Button size="s" onClick={() => setAsking(true)}>
                {t('standing.makeCurrent')}
              </Button>
              {measure}
            </>
          }
        >
          <Why promotion={last} />
          <Measuring bot={bot} name={last.botName} />
        </Notice>
        <Overrule open={asking} bot={bot} name={last.botName} onClose={() => setAsking(false)} />
      </>
    );
  }
  if (standing === 'earlier') {
    return (
      <Notice title={t('standing.earlier')} actions={measure}>
        <Measuring bot={bot} name={last.botName} />
      </Notice>
    );
  }
  return (
    <Notice
      tone="good"
      title={last.decision === 'overruled' ? t('standing.overruled') : t('standing.promoted', { previous })}
      actions={
        last.previous === null ? undefined : (
          <MeasureAgain {...{ promotions, bot, previous }} name={last.botName} against={last.previous} />
        )
      }
    >
      <Why promotion={last} />
      <Measuring bot={bot} name={last.botName} />
    </Notice>
  );
}

function Why({ promotion: { evidence, reason } }: { readonly promotion: Promotion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const leftOut = evidence?.manual.leftOut ?? 0;
  return (
    <>
      {evidence !== null &&
        sideWords(evidence).map(({ side, way, by, from, to, asked, count }) => {
          const numbers = { by: format.number(by, 3), from: format.number(from, 3), to: format.number(to, 3) };
          return (
            <p key={side}>
              {t(`standing.${side}.${way}`, numbers)} {way !== 'unmeasured' && t(`standing.on.${asked}`, { count })}
            </p>
          );
        })}
      {leftOut > 0 && <p>{t('standing.leftOut', { count: leftOut })}</p>}
      {reason !== '' && <p>{t('standing.reason', { reason })}</p>}
    </>
  );
}

function Overrule({
  open,
  bot,
  name,
  onClose,
}: {
  readonly open: boolean;
  readonly bot: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const promotions = usePromotions();
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t('standing.ask.title', { name })}
      description={t('standing.ask.detail')}
      action={t('standing.makeCurrent')}
      onConfirm={() => promotions.promote(bot, reason).catch(toasts.fail)}
    >
      <Field label={t('standing.ask.reason')} hint={t('standing.ask.reasonHint')}>
        {(control) => <TextArea {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </ConfirmDialog>
  );
}
