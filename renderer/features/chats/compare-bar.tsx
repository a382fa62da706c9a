import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IconButton } from '../../components/button.tsx';
import { Select, Slider } from '../../components/field.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import type { Other } from './compare.ts';
import styles from './compare-bar.module.css';
import { useBots, useCompare } from './use-chats.ts';

/** What stands beside the bot: shown while the two are put side by side. */
export function CompareBar({ bot }: { readonly bot: string }) {
  const { t } = useTranslation('chats');
  const compare = useCompare();
  const other = useStore(compare, (state) => state.other);
  const choices = useChoices(bot);
  // What was chosen beside one bot may mean nothing beside another.
  const valid = other === null || choices.some(({ value }) => value === choiceOf(other));
  const known = choices.length > 1;
  useEffect(() => {
    if (!valid && known) compare.choose({ kind: 'base' });
  }, [valid, known, compare]);
  if (other === null) return null;
  return (
    <section className={styles.bar} aria-label={t('compare.label')}>
      <div className={styles.choice}>
        <label htmlFor="chat-compare">{t('compare.beside')}</label>
        <Select
          id="chat-compare"
          value={choiceOf(other)}
          options={choices}
          onChange={(value) => compare.choose(otherFrom(value))}
        />
        <span className={styles.note}>{t('compare.note')}</span>
        <IconButton icon={X} size="s" label={t('compare.close')} onClick={() => compare.choose(null)} />
      </div>
      {other.kind === 'soup' && <Factors bot={bot} factors={other.factors} />}
    </section>
  );
}

/** A slider for each skill of the soup: its learned coefficients times a factor. */
function Factors({ bot, factors }: { readonly bot: string; readonly factors: readonly number[] }) {
  const { t } = useTranslation('chats');
  const format = useFormat();
  const compare = useCompare();
  const soup = useStore(compare, (state) => state.soups.get(bot));
  useEffect(() => {
    if (soup === undefined) void compare.loadSoup(bot);
  }, [compare, bot, soup]);
  if (soup === undefined) return <Spinner label={t('loading')} />;
  return (
    <div className={styles.factors}>
      {soup.skills.map(({ skill, name, mean }, i) => {
        const factor = factors[i] ?? 1;
        const text = t('compare.factor', { factor: format.number(factor), mean: format.number(mean * factor) });
        return (
          <div key={skill} className={styles.factor}>
            <span className={styles.skill}>{name}</span>
            <Slider
              label={t('compare.factorOf', { skill: name })}
              min={0}
              max={2}
              step={0.05}
              value={factor}
              valueText={text}
              onChange={(value) =>
                compare.choose({
                  kind: 'soup',
                  factors: soup.skills.map((_, j) => (j === i ? value : (factors[j] ?? 1))),
                })
              }
            />
            <span className={styles.value}>{text}</span>
          </div>
        );
      })}
    </div>
  );
}

function useChoices(bot: string): readonly { readonly value: string; readonly label: string }[] {
  const { t } = useTranslation('chats');
  const { library } = useApp();
  const all = useStore(library, (state) => state.bots) ?? [];
  const detail = useStore(useBots(), (state) => state.details.get(bot));
  return [
    { value: 'base', label: t('compare.base') },
    ...(detail?.skills ?? []).map(({ skill, name }) => ({
      value: `skill ${skill}`,
      label: t('compare.skill', { name }),
    })),
    ...(detail !== undefined && detail.soup !== null ? [{ value: 'soup', label: t('compare.soup') }] : []),
    ...all
      .filter(({ id }) => id !== bot)
      .map(({ id, name }) => ({ value: `bot ${id}`, label: t('compare.bot', { name }) })),
  ];
}

export function choiceOf(other: Other): string {
  switch (other.kind) {
    case 'base':
    case 'soup':
      return other.kind;
    case 'skill':
      return `skill ${other.skill}`;
    case 'bot':
      return `bot ${other.bot}`;
  }
}

function otherFrom(value: string): Other {
  const [kind, id = ''] = value.split(' ');
  if (kind === 'skill') return { kind, skill: id };
  if (kind === 'bot') return { kind, bot: id };
  return kind === 'soup' ? { kind, factors: [] } : { kind: 'base' };
}
