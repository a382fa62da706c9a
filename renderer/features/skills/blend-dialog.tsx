import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SkillSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Checkbox, Field, RadioGroup, TextInput } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './skills.module.css';
import { useSkills } from './use-skills.ts';

/** Two or more skills of one base model become a bot. */
export function BlendDialog({
  list,
  onClose,
}: {
  readonly list: readonly SkillSummary[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('skills');
  const { toasts, navigation } = useApp();
  const format = useFormat();
  const skills = useSkills();
  const { manuals } = useStore(skills);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [learn, setLearn] = useState<'learned' | 'equal'>('learned');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const model = list.find(({ id }) => id === chosen[0])?.model;
  const withoutData = list.filter(({ id, data }) => data === null && chosen.includes(id)).map((skill) => skill.name);
  const manualOf = ({ manual }: SkillSummary) => manuals.find(({ id }) => id === manual)?.title;
  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      const bot = await skills.blend({
        skills: chosen,
        learn: learn === 'learned',
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      });
      toasts.show({
        tone: 'good',
        text: t('blend.done', { name: bot.name }),
        action: { label: t('blend.chat'), run: () => navigation.go('chats', 'new', { bot: bot.id }) },
      });
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('blend.title')}
      description={t('blend.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" busy={busy} disabled={chosen.length < 2} onClick={() => void start()}>
            {t('blend.action')}
          </Button>
        </>
      }
    >
      <fieldset className={styles.choices}>
        <legend>{t('title')}</legend>
        {list.map((skill) => (
          <Checkbox
            key={skill.id}
            label={skill.name}
            hint={[t(`kind.${skill.kind}`), manualOf(skill), skill.model].filter(Boolean).join(' · ')}
            disabled={model !== undefined && skill.model !== model}
            checked={chosen.includes(skill.id)}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, skill.id] : chosen.filter((id) => id !== skill.id))
            }
          />
        ))}
      </fieldset>
      <RadioGroup
        legend={t('blend.how')}
        value={learn}
        onChange={setLearn}
        options={[
          { value: 'learned', label: t('blend.learned'), hint: t('blend.learnedHint') },
          { value: 'equal', label: t('blend.equal'), hint: t('blend.equalHint') },
        ]}
      />
      <Field label={t('blend.name')} hint={t('blend.nameHint')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {learn === 'learned' && withoutData.length > 0 && (
        <Notice tone="warn">{t('blend.noData', { names: format.list(withoutData) })}</Notice>
      )}
      {busy && learn === 'learned' && <Notice>{t('blend.underWay')}</Notice>}
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
