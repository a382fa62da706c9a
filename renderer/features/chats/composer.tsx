import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './composer.module.css';
import { useBots, useChat, useCompare } from './use-chats.ts';

/** As many characters as the host takes. */
export const longestQuestion = 20_000;

/** Where a question is written. Enter sends it, Shift+Enter begins a line; while the answer comes, it can be stopped. */
export function Composer({ bot }: { readonly bot: string }) {
  const { t } = useTranslation('chats');
  const { toasts } = useApp();
  const chat = useChat();
  const bots = useBots();
  const compare = useCompare();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useStore(chat, (state) => state.drafts.get(state.open) ?? '');
  const run = useStore(chat, (state) => state.runs.get(state.open));
  const detail = useStore(bots, (state) => state.details.get(bot));
  const warming = useStore(bots, (state) => state.warming.has(bot));
  const comparing = useStore(compare, ({ answers }) => [...answers.values()].some(({ state }) => state === 'asking'));
  const running = (run !== undefined && run.error === null) || comparing;
  const tooLong = draft.length > longestQuestion;
  const ready = draft.trim() !== '' && !tooLong && !running;
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const send = () => {
    if (!ready) return;
    const question = draft.trim();
    chat.write('');
    void chat.send(bot, question);
    void compare.ask(bot, question);
  };
  const stop = () => {
    chat.stop();
    compare.stop();
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles.place}>
      <div className={styles.box}>
        <textarea
          ref={field}
          className={styles.field}
          rows={1}
          dir="auto"
          value={draft}
          placeholder={t('composer.placeholder', { bot: detail?.name ?? '' })}
          aria-label={t('composer.label')}
          aria-describedby={tooLong ? 'chat-too-long' : undefined}
          aria-invalid={tooLong || undefined}
          onChange={(event) => chat.write(event.target.value)}
          onKeyDown={press}
        />
        <div className={styles.foot}>
          {detail !== undefined && detail.manuals.length > 0 && (
            <Segmented
              label={t('composer.mode')}
              value={detail.settings.withManual ? 'manual' : 'memory'}
              options={[
                { value: 'manual', label: t('composer.manual') },
                { value: 'memory', label: t('composer.memory') },
              ]}
              onChange={(mode) => void bots.configure(bot, { withManual: mode === 'manual' }).catch(toasts.fail)}
            />
          )}
          <span className={styles.state} role="status">
            {tooLong ? (
              <span id="chat-too-long" className={styles.bad}>
                {t('composer.tooLong', { length: draft.length, most: longestQuestion })}
              </span>
            ) : warming ? (
              t('composer.warming')
            ) : (
              ''
            )}
          </span>
          {running ? (
            <Button size="s" icon={Square} busy={run?.stopping === true} onClick={stop}>
              {t('composer.stop')}
            </Button>
          ) : (
            <Button size="s" tone="primary" icon={ArrowUp} disabled={!ready} onClick={send}>
              {t('composer.send')}
            </Button>
          )}
        </div>
      </div>
      <p className={styles.hint}>{t('composer.hint')}</p>
    </div>
  );
}
