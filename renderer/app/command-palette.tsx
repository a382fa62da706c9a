import { CornerDownLeft, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import overlay from '../components/overlay.module.css';
import type { Command, Feature } from '../state/feature.ts';
import { useApp } from '../state/use-app.ts';
import styles from './command-palette.module.css';

/** Go to a page, do something, or find what a feature knows: typed, chosen by the arrows, done by Enter. */
export function CommandPalette({
  open,
  onClose,
  features,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly features: readonly Feature[];
}) {
  const { t } = useTranslation('app');
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlay.shade} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{t('search')}</Dialog.Title>
          <Palette features={features} onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ features, onClose }: { readonly features: readonly Feature[]; readonly onClose: () => void }) {
  const { t } = useTranslation('app');
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useFound(features, query);
  const fixed = useFixed(features);
  const commands = useMemo(() => [...matching(fixed, query), ...found], [fixed, query, found]);
  const chosen = Math.min(at, commands.length - 1);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  return (
    <>
      <div className={styles.field}>
        <Search size={18} aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type in
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={commands.length > 0 ? `${listId}-${chosen}` : undefined}
          aria-label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, commands.length));
            else if (event.key === 'ArrowUp') setAt((chosen - 1 + commands.length) % Math.max(1, commands.length));
            else if (event.key === 'Enter') run(commands[chosen]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div ref={list} id={listId} className={styles.list} role="listbox" aria-label={t('searchResults')}>
        {commands.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field above
          <div
            key={command.id}
            id={`${listId}-${i}`}
            data-at={i}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            className={styles.item}
            onPointerMove={() => setAt(i)}
            onClick={() => run(command)}
          >
            {command.icon && <command.icon size={16} aria-hidden />}
            <span className={styles.words}>
              <span>{command.title}</span>
              {command.detail !== undefined && <span className={styles.detail}>{command.detail}</span>}
            </span>
            {i === chosen && <CornerDownLeft size={14} aria-hidden />}
          </div>
        ))}
      </div>
      {commands.length === 0 && (
        <p className={styles.empty} role="status">
          {t('searchEmpty', { query })}
        </p>
      )}
    </>
  );
}

function useFixed(features: readonly Feature[]): readonly Command[] {
  const app = useApp();
  const { t } = useTranslation('app');
  return useMemo(
    () =>
      features.flatMap((feature) => [
        ...(feature.place === null
          ? []
          : [
              {
                id: `go-${feature.id}`,
                title: t(`nav.${feature.id}`),
                icon: feature.icon,
                run: () => app.navigation.go(feature.id),
              },
            ]),
        ...(feature.commands?.(app) ?? []),
      ]),
    [app, features, t],
  );
}

/** What features find, asked for once typing pauses. */
function useFound(features: readonly Feature[], query: string): readonly Command[] {
  const app = useApp();
  const [found, setFound] = useState<readonly Command[]>([]);
  useEffect(() => {
    const words = query.trim();
    if (words.length < 2) return setFound([]);
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const lists = await Promise.all(
        features.map(({ find }) => find?.(app, words, controller.signal).catch(() => []) ?? []),
      );
      if (!controller.signal.aborted) setFound(lists.flat());
    }, 150);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [app, features, query]);
  return found;
}

/** Every word typed stands in the title. */
export function matching(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ title }) => {
    const text = title.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
