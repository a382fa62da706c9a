import { Download, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RecipeJson, SkillDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Card, Facts, Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { type RecipeValue, trainingValues, useRecipeWords } from './recipe-words.ts';
import styles from './skills.module.css';
import { useSkills } from './use-skills.ts';

/** One skill: what it is, what made it, what a person wrote about it. */
export function SkillPage({ skill: id }: { readonly skill: string }) {
  const { t } = useTranslation('skills');
  const { toasts, navigation } = useApp();
  const skills = useSkills();
  const { list } = useStore(skills);
  const [skill, setSkill] = useState<SkillDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [open, setOpen] = useState<'rename' | 'export' | 'remove' | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again whenever the list was
  useEffect(() => {
    skills.show(id).then(setSkill, setError);
  }, [id, skills, list]);
  const remove = async () => {
    await skills.remove(id);
    navigation.go('skills');
  };
  return (
    <Page
      title={skill?.name ?? t('title')}
      {...(skill === null ? {} : { detail: `${t(`kind.${skill.kind}`)} · ${skill.model}` })}
      width="text"
      back={{ href: hashOf('skills'), label: t('title') }}
      actions={
        skill !== null && (
          <>
            <Button icon={Pencil} onClick={() => setOpen('rename')}>
              {t('rename')}
            </Button>
            <Button icon={Download} onClick={() => setOpen('export')}>
              {t('export.title')}
            </Button>
            <Button icon={Trash2} onClick={() => setOpen('remove')}>
              {t('remove')}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {skill === null && error === null && <Spinner label={t('loading')} />}
      {skill !== null && (
        <>
          <About skill={skill} />
          <Notes key={skill.id} skill={skill} />
          <MadeBy skill={skill} />
          {open === 'rename' && (
            <RenameDialog
              title={t('rename')}
              field={t('name')}
              name={skill.name}
              onRename={(name) => skills.rename(skill.id, name)}
              onClose={() => setOpen(null)}
            />
          )}
          {open === 'export' && <Export skill={skill} onClose={() => setOpen(null)} />}
          <ConfirmDialog
            open={open === 'remove'}
            onClose={() => setOpen(null)}
            title={t('removeSkill', { name: skill.name })}
            description={t('removeDetail')}
            action={t('remove')}
            danger
            onConfirm={() => remove().catch(toasts.fail)}
          />
        </>
      )}
    </Page>
  );
}

function About({ skill }: { readonly skill: SkillDetail }) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const { list, manuals } = useStore(useSkills());
  const manual = manuals.find(({ id }) => id === skill.manual);
  const parents = skill.parents.map((parent) => list?.find(({ id }) => id === parent)?.name ?? parent);
  return (
    <Card>
      <Facts
        items={[
          [t('rank'), skill.rank],
          [t('modules'), skill.modules],
          [t('size'), format.bytes(skill.bytes)],
          ...(manual === undefined
            ? []
            : [
                [
                  t('trainedOn'),
                  <a key="manual" href={hashOf('manuals', manual.id)}>
                    {manual.title}
                  </a>,
                ] as const,
              ]),
          [t('data.kept'), t(`data.${skill.data ?? 'none'}`)],
          ...(parents.length === 0 ? [] : [[t('madeFrom'), format.list(parents)] as const]),
          [t('made'), format.date(skill.createdAt)],
          [t('folder'), <code key="folder">{skill.folder}</code>],
          [t('hash'), <code key="hash">{skill.sha256}</code>],
        ]}
      />
    </Card>
  );
}

function Notes({ skill }: { readonly skill: SkillDetail }) {
  const { t } = useTranslation('skills');
  const { toasts } = useApp();
  const skills = useSkills();
  const [tags, setTags] = useState(skill.tags.join(', '));
  const [note, setNote] = useState(skill.note);
  const [busy, setBusy] = useState(false);
  const split = tags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const changed = note !== skill.note || split.join('\n') !== skill.tags.join('\n');
  const save = async () => {
    setBusy(true);
    await skills.annotate(skill.id, { tags: split, note }).catch(toasts.fail);
    setBusy(false);
  };
  return (
    <Section title={t('notes')}>
      <Field label={t('tags')} hint={t('tagsHint')}>
        {(control) => <TextInput {...control} value={tags} onChange={(event) => setTags(event.target.value)} />}
      </Field>
      <Field label={t('note')}>
        {(control) => <TextArea {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      <div>
        <Button busy={busy} disabled={!changed} onClick={() => void save()}>
          {t('saveNotes')}
        </Button>
      </div>
    </Section>
  );
}

function MadeBy({ skill }: { readonly skill: SkillDetail }) {
  const { t } = useTranslation('skills');
  const words = useRecipeWords();
  const lineage = (skill.lineage ?? {}) as RecipeJson;
  const values = trainingValues(skill.recipe?.training ?? lineage.recipe, skill.kind !== 'manual');
  const told: readonly RecipeValue[] = typeof lineage.seed === 'number' ? [['seed', lineage.seed], ...values] : values;
  return (
    <Section title={t('madeBy')} detail={t('madeByDetail')}>
      {values.length > 0 && (
        <Card>
          <Facts
            items={[
              ...(skill.recipe === null ? [] : [[t('recipe'), words.preset(skill.preset)] as const]),
              ...told.map((value) => [words.label(value[0]), words.value(value)] as const),
              ...(typeof lineage.device === 'string' ? [[t('device'), lineage.device] as const] : []),
            ]}
          />
        </Card>
      )}
      <details>
        <summary>{t('asKeptFile')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
        <section className={styles.json} tabIndex={0} aria-label={t('asKeptFile')}>
          <pre>{JSON.stringify(lineage, null, 2)}</pre>
        </section>
      </details>
    </Section>
  );
}

function Export({ skill, onClose }: { readonly skill: SkillDetail; readonly onClose: () => void }) {
  const { t } = useTranslation('skills');
  const { files, toasts } = useApp();
  const skills = useSkills();
  const [format, setFormat] = useState<'peft' | 'gguf'>('peft');
  const [out, setOut] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const write = async () => {
    setBusy(true);
    setError(null);
    try {
      const path = await skills.exportTo(skill.id, format, out.trim());
      toasts.show({ tone: 'good', text: t('export.done', { path }) });
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const fileName = `${skill.name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}${format === 'gguf' ? '.gguf' : ''}`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('export.title')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" busy={busy} disabled={out.trim() === ''} onClick={() => void write()}>
            {t('export.action')}
          </Button>
        </>
      }
    >
      <Field label={t('export.format')}>
        {(control) => (
          <Select
            {...control}
            value={format}
            onChange={setFormat}
            options={[
              { value: 'peft', label: t('export.peft') },
              { value: 'gguf', label: t('export.gguf') },
            ]}
          />
        )}
      </Field>
      <Field label={t('export.out')} hint={t('export.outHint')}>
        {(control) => <TextInput {...control} value={out} onChange={(event) => setOut(event.target.value)} />}
      </Field>
      {files.native && (
        <Button size="s" onClick={() => void files.pickSavePath(fileName).then((picked) => setOut(picked ?? out))}>
          {t('export.pick')}
        </Button>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
