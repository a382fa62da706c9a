import { MessagesSquare } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useApp, useRoute } from '../../state/use-app.ts';
import { botToBegin } from './bots.ts';
import { fresh } from './chat.ts';
import { ChatHead } from './chat-head.tsx';
import styles from './chats-page.module.css';
import { CompareBar } from './compare-bar.tsx';
import { Composer } from './composer.tsx';
import { ConversationDialogs, type DialogOf } from './conversation-dialogs.tsx';
import { ConversationList } from './conversation-list.tsx';
import { placesFor } from './places.ts';
import { SourcePanel } from './source-panel.tsx';
import { Thread } from './thread.tsx';
import { useBots, useChat, useCompare, useConversations } from './use-chats.ts';
import { useWidth } from './use-width.ts';

/** `#/chats/ID` shows a conversation, `#/chats/new?bot=ID` begins one. */
export function ChatsPage() {
  const { t } = useTranslation('chats');
  const { library, navigation } = useApp();
  const bots = useStore(library, (state) => state.bots);
  const error = useStore(library, (state) => state.error);
  if (bots === null) {
    return (
      <Page title={t('title')}>
        {error === null ? <Spinner label={t('loading')} /> : <ErrorNotice error={error} onRetry={library.load} />}
      </Page>
    );
  }
  if (bots.length === 0) {
    return (
      <Page title={t('title')}>
        <EmptyState
          icon={MessagesSquare}
          title={t('noBots.title')}
          action={
            <Button tone="primary" onClick={() => navigation.go('build')}>
              {t('noBots.action')}
            </Button>
          }
        >
          {t('noBots.detail')}
        </EmptyState>
      </Page>
    );
  }
  return <Chats />;
}

function Chats() {
  const { t } = useTranslation('chats');
  const page = useRef<HTMLDivElement>(null);
  const width = useWidth(page);
  const { parts } = useRoute();
  const conversation = parts[0] ?? fresh;
  const chat = useChat();
  const source = useStore(chat, (state) => state.source);
  const [listWanted, setListWanted] = useState<boolean | null>(null);
  const [dialog, setDialog] = useState<DialogOf | null>(null);
  const bot = useOpenBot(conversation);
  const places = placesFor(width, source !== null, listWanted);
  useEffect(() => void chat.show(conversation), [chat, conversation]);
  useKeys();
  return (
    <div ref={page} className={styles.page}>
      {places.list !== 'hidden' && (
        <ConversationList
          over={places.list === 'over'}
          open={conversation}
          onDialog={setDialog}
          onHide={() => setListWanted(false)}
        />
      )}
      {places.list === 'over' && (
        // The list closes by its button and by Esc as well.
        <div className={styles.shade} onClick={() => setListWanted(false)} aria-hidden />
      )}
      <section className={classes(styles.chat, places.source === 'over' && styles.covered)} aria-label={t('chat')}>
        <ChatHead
          bot={bot}
          conversation={conversation}
          listShown={places.list !== 'hidden'}
          onList={() => setListWanted(places.list === 'hidden')}
          onDialog={setDialog}
        />
        {bot !== null && <CompareBar bot={bot} />}
        <Thread bot={bot} conversation={conversation} />
        {bot !== null && <Composer bot={bot} key={conversation} />}
      </section>
      {source !== null && <SourcePanel source={source} over={places.source === 'over'} />}
      <ConversationDialogs dialog={dialog} open={conversation} onClose={() => setDialog(null)} />
    </div>
  );
}

/** The bot that is spoken with: the conversation's, or the one to begin with; null while that is not known. */
function useOpenBot(conversation: string): string | null {
  const { library } = useApp();
  const { query } = useRoute();
  const bots = useBots();
  const chat = useChat();
  const all = useStore(library, (state) => state.bots) ?? [];
  const detail = useStore(chat, (state) => state.details.get(conversation));
  const run = useStore(chat, (state) => state.runs.get(conversation));
  const last = useStore(useConversations(), (state) => state.items?.[0]?.bot);
  const begun = useRef<string | undefined>(undefined);
  if (conversation === fresh && begun.current === undefined) begun.current = last;
  const bot =
    detail?.bot ?? run?.bot ?? (conversation === fresh ? botToBegin(all, query.bot, begun.current)?.id : undefined);
  useEffect(() => {
    if (bot === undefined) return;
    void bots.load(bot);
    void bots.warm(bot);
  }, [bots, bot]);
  return bot ?? null;
}

/** Esc stops the answer, or closes the page beside it. */
function useKeys(): void {
  const chat = useChat();
  const compare = useCompare();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const { open, runs, source } = chat.getState();
      const run = runs.get(open);
      const comparing = [...compare.getState().answers.values()].some(({ state }) => state === 'asking');
      if ((run !== undefined && run.error === null) || comparing) {
        chat.stop();
        compare.stop();
      } else if (source !== null) chat.showSource(null);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [chat, compare]);
}
