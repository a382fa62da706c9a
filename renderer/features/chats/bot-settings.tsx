import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BotDetail, BotSettings } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { Checkbox, Field, RadioGroup, TextArea, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { currentManuals } from '../../state/library.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './bot-settings.module.css';
import { useBots } from './use-chats.ts';

type NumberName = Exclude<keyof BotSettings, 'systemPrompt' | 'withManual'>;

/** What the host takes. */
const numbers: Readonly<Record<NumberName, { readonly min: number; readonly max: number; readonly step: number }>> = {
  temperature: { min: 0, max: 5, step: 0.05 },
  topP: { min: 0.01, max: 1, step: 0.01 },
  topK: { min: 0, max: 1000, step: 1 },
  repetitionPenalty: { min: 0.05, max: 5, step: 0.05 },
  maxNewTokens: { min: 1, max: 8192, step: 1 },
  contextTokens: { min: 256, max: 131_072, step: 1 },
  historyTurns: { min: 0, max: 20, step: 1 },
  passages: { min: 0, max: 20, step: 1 },
  read: { min: 1, max: 20, step: 1 },
};

/** How a bot answers, what it is called and which manuals it speaks from; kept when saved. */
export function BotSettingsDialog({ bot, onClose }: { readonly bot: string; readonly onClose: () => void }) {
  const { t } = useTranslation('chats');
  const bots = useBots();
  const detail = useStore(bots, (state) => state.details.get(bot));
  const error = useStore(bots, (state) => state.errors.get(bot));
  if (detail !== undefined) return <Form detail={detail} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={t('bot.settings')}>
      {error === undefined ? (
        <Spinner label={t('loading')} />
      ) : (
        <ErrorNotice error={error} onRetry={() => void bots.load(bot)} />
      )}
    </Dialog>
  );
}

function Form({ detail, onClose }: { readonly detail: BotDetail; readonly onClose: () => void }) {
  const { t } = useTranslation('chats');
  const { t: common } = useTranslation();
  const { library, navigation, toasts } = useApp();
  const bots = useBots();
  const all = currentOrChosen(
    useStore(library, (state) => state.manuals) ?? [],
    detail.manuals.map(({ id }) => id),
  );
  const [name, setName] = useState(detail.name);
  const [manuals, setManuals] = useState<readonly string[]>(detail.manuals.map(({ id }) => id));
  const [systemPrompt, setSystemPrompt] = useState(detail.settings.systemPrompt);
  const [withManual, setWithManual] = useState(detail.settings.withManual);
  const [typed, setTyped] = useState<Readonly<Partial<Record<NumberName, string>>>>({});
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const wrong = (Object.keys(typed) as NumberName[]).filter((key) => numberOf(key, typed[key]!) === null);
  const ready = wrong.length === 0 && name.trim() !== '';

  const save = async () => {
    setBusy(true);
    try {
      const changes = Object.fromEntries(
        (Object.keys(typed) as NumberName[]).map((key) => [key, numberOf(key, typed[key]!)]),
      ) as Partial<BotSettings>;
      await bots.configure(detail.id, { ...changes, systemPrompt: systemPrompt.trim(), withManual });
      const before = detail.manuals.map(({ id }) => id);
      if (manuals.length !== before.length || manuals.some((id) => !before.includes(id))) {
        await bots.speakFrom(detail.id, manuals);
      }
      if (name.trim() !== detail.name) await bots.rename(detail.id, name.trim());
      onClose();
    } catch (error) {
      toasts.fail(error);
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    try {
      await bots.remove(detail.id);
      navigation.go('chats', 'new');
    } catch (error) {
      toasts.fail(error);
    }
  };
  const number = (key: NumberName) => (
    <Field
      key={key}
      label={t(`settings.${key}.label`)}
      hint={t(`settings.${key}.hint`)}
      error={wrong.includes(key) ? t('settings.range', { min: numbers[key].min, max: numbers[key].max }) : undefined}
    >
      {(control) => (
        <TextInput
          {...control}
          type="number"
          {...numbers[key]}
          value={typed[key] ?? detail.settings[key]}
          onChange={(event) => setTyped({ ...typed, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Dialog
        wide
        open
        onClose={onClose}
        title={t('bot.settings')}
        description={t('settings.detail', { model: detail.model })}
        actions={
          <>
            <Button tone="danger" icon={Trash2} className={styles.remove} onClick={() => setRemoving(true)}>
              {t('settings.remove')}
            </Button>
            <Button onClick={onClose}>{common('cancel')}</Button>
            <Button tone="primary" busy={busy} disabled={!ready} onClick={() => void save()}>
              {common('save')}
            </Button>
          </>
        }
      >
        <div className={styles.form}>
          <Field label={t('settings.name')}>
            {(control) => (
              <TextInput {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <fieldset className={styles.manuals}>
            <legend>{t('settings.manuals')}</legend>
            {all.map(({ id, title }) => (
              <Checkbox
                key={id}
                label={<bdi>{title}</bdi>}
                checked={manuals.includes(id)}
                onChange={(event) =>
                  setManuals(event.target.checked ? [...manuals, id] : manuals.filter((other) => other !== id))
                }
              />
            ))}
          </fieldset>
          <RadioGroup
            legend={t('composer.mode')}
            value={withManual ? 'manual' : 'memory'}
            options={[
              { value: 'manual', label: t('composer.manual'), hint: t('settings.manualHint') },
              { value: 'memory', label: t('composer.memory'), hint: t('settings.memoryHint') },
            ]}
            onChange={(mode) => setWithManual(mode === 'manual')}
          />
          <Field label={t('settings.systemPrompt')} hint={t('settings.systemPromptHint')}>
            {(control) => (
              <TextArea
                {...control}
                dir="auto"
                rows={3}
                value={systemPrompt}
                onChange={(event) => setSystemPrompt(event.target.value)}
              />
            )}
          </Field>
          <section className={styles.numbers} aria-label={t('settings.numbers')}>
            {(Object.keys(numbers) as NumberName[]).map(number)}
          </section>
        </div>
      </Dialog>
      <ConfirmDialog
        open={removing}
        danger
        onClose={() => setRemoving(false)}
        title={t('settings.removeTitle', { name: detail.name })}
        description={t('settings.removeDetail')}
        action={t('settings.remove')}
        onConfirm={remove}
      />
    </>
  );
}

/** The number that was typed; null where it is none, or none that the host takes. */
export function numberOf(key: NumberName, typed: string): number | null {
  const { min, max, step } = numbers[key];
  const value = Number(typed);
  if (typed.trim() === '' || !Number.isFinite(value) || value < min || value > max) return null;
  return step === 1 && !Number.isInteger(value) ? null : value;
}

function currentOrChosen<Manual extends Parameters<typeof currentManuals>[0][number]>(
  manuals: readonly Manual[],
  chosen: readonly string[],
): readonly Manual[] {
  const current = new Set(currentManuals(manuals).map(({ id }) => id));
  return manuals.filter(({ id }) => current.has(id) || chosen.includes(id));
}
