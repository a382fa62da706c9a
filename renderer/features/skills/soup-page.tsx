import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SoupDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useChoiceNames } from '../../i18n/choice-names.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { HeatMap } from './heat-map.tsx';
import styles from './skills.module.css';
import { Sliders } from './sliders.tsx';
import { createSoupEditor, type Scope, type SoupEditor } from './soup-editor.ts';
import { TrySoup } from './try-soup.tsx';

/** A soup's coefficients: looked at, changed, tried at once, kept as a new soup. */
export function SoupPage({ soup: id }: { readonly soup: string }) {
  const { t } = useTranslation('skills');
  const choiceOf = useChoiceNames();
  const { service } = useApp();
  const [soup, setSoup] = useState<SoupDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    service.call('soup.show', { soup: id }).then(setSoup, setError);
  }, [id, service]);
  return (
    <Page
      title={soup === null ? t('soup') : soup.skills.map(({ name }) => name).join(' + ')}
      {...(soup === null ? {} : { detail: detailOf(soup, choiceOf) })}
      width="wide"
      back={{ href: hashOf('skills', { tab: 'soups' }), label: t('soups') }}
    >
      {error !== null && <ErrorNotice error={error} />}
      {soup === null && error === null && <Spinner label={t('loading')} />}
      {soup !== null && <Editor soup={soup} />}
    </Page>
  );
}

function detailOf(soup: SoupDetail, choiceOf: ReturnType<typeof useChoiceNames>): string {
  const choices = (['method', 'constraint', 'granularity'] as const).flatMap((name) => {
    const chosen = soup[name];
    return chosen === null ? [] : [choiceOf(`soup.${name}`, chosen)];
  });
  return [...choices, soup.model].join(' · ');
}

function Editor({ soup }: { readonly soup: SoupDetail }) {
  const { t } = useTranslation('skills');
  const editor = useMemo(() => createSoupEditor(soup), [soup]);
  const { values, changed } = useStore(editor);
  const [scope, setScope] = useState<Scope>({ kind: 'all' });
  const [saving, setSaving] = useState(false);
  const bot = soup.bots[0];
  return (
    <>
      <Section
        title={t('change')}
        detail={t('changeDetail')}
        actions={
          <>
            <Button disabled={!changed} onClick={editor.reset}>
              {t('reset')}
            </Button>
            <Button tone="primary" disabled={!changed || bot === undefined} onClick={() => setSaving(true)}>
              {t('saveSoup.title')}
            </Button>
          </>
        }
      >
        <Sliders editor={editor} scope={scope} onScope={setScope} />
      </Section>
      <Section title={t('map')} detail={t('mapDetail')}>
        <div className={styles.maps}>
          {soup.skills.map((share, skill) => (
            <HeatMap
              key={share.skill}
              title={share.name}
              soup={soup}
              values={values[skill] ?? []}
              chosen={scope.kind === 'module' ? scope.module : null}
              onChoose={(module) => setScope({ kind: 'module', module })}
            />
          ))}
        </div>
      </Section>
      <Section title={t('try')} detail={t('tryDetail')}>
        {bot === undefined ? <Notice>{t('noBot')}</Notice> : <TrySoup bot={bot} editor={editor} />}
      </Section>
      {saving && bot !== undefined && <SaveSoup bot={bot} editor={editor} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveSoup({
  bot,
  editor,
  onClose,
}: {
  readonly bot: string;
  readonly editor: SoupEditor;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('skills');
  const { service, toasts, navigation, library } = useApp();
  const original = useStore(library, ({ bots }) => bots?.find(({ id }) => id === bot)?.name);
  const [typed, setTyped] = useState<string | null>(null);
  // Where the page was opened at once, the bots may still be read.
  const name = typed ?? (original === undefined ? '' : t('saveSoup.nameOf', { name: original }));
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    const { values: coefficients } = editor.getState();
    const made = await service.call('soup.save', { bot, coefficients, name: name.trim() });
    toasts.show({
      tone: 'good',
      text: t('saveSoup.done', { name: made.name }),
      action: { label: t('blend.chat'), run: () => navigation.go('chats', 'new', { bot: made.id }) },
    });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('saveSoup.title')}
      description={t('saveSoup.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" disabled={name.trim() === ''} onClick={() => void save().catch(setError)}>
            {t('saveSoup.action')}
          </Button>
        </>
      }
    >
      <Field label={t('saveSoup.name')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setTyped(event.target.value)} />}
      </Field>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
