import { Send, Square } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { Markdown } from '../../components/markdown.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './skills.module.css';
import type { SoupEditor } from './soup-editor.ts';

/** The same question to the soup as it is changed and as it is kept, one after the other. */
export function TrySoup({ bot, editor }: { readonly bot: string; readonly editor: SoupEditor }) {
  const { t } = useTranslation('skills');
  const { service } = useApp();
  const [question, setQuestion] = useState('');
  const [answers, setAnswers] = useState<{ readonly changed: string; readonly kept: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const abort = useRef<AbortController | null>(null);
  const ask = async () => {
    const controller = new AbortController();
    abort.current = controller;
    setBusy(true);
    setError(null);
    setAnswers({ changed: '', kept: '' });
    const { values: coefficients } = editor.getState();
    try {
      for (const which of ['changed', 'kept'] as const) {
        await service.call(
          'bot.ask',
          { bot, question: question.trim(), ...(which === 'changed' ? { as: { kind: 'soup', coefficients } } : {}) },
          {
            signal: controller.signal,
            onEvent: (event) => {
              if (event.kind !== 'token') return;
              setAnswers((now) => (now === null ? now : { ...now, [which]: now[which] + event.text }));
            },
          },
        );
        if (controller.signal.aborted) break;
      }
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.try}>
      <form
        className={styles.ask}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && question.trim() !== '') void ask();
        }}
      >
        <Field label={t('question')}>
          {(control) => (
            <TextInput {...control} value={question} onChange={(event) => setQuestion(event.target.value)} />
          )}
        </Field>
        {busy ? (
          <Button icon={Square} onClick={() => abort.current?.abort()}>
            {t('stop')}
          </Button>
        ) : (
          <Button type="submit" icon={Send} disabled={question.trim() === ''}>
            {t('ask')}
          </Button>
        )}
      </form>
      {error !== null && <ErrorNotice error={error} />}
      {answers !== null && (
        <div className={styles.answers} aria-busy={busy}>
          <section aria-label={t('asChanged')}>
            <h3>{t('asChanged')}</h3>
            <Markdown text={answers.changed} />
          </section>
          <section aria-label={t('asKept')}>
            <h3>{t('asKept')}</h3>
            <Markdown text={answers.kept} />
          </section>
        </div>
      )}
    </div>
  );
}
