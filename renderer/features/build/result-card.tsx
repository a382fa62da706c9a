import { MessageSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BuildResult } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './result-card.module.css';
import { surprise } from './stages.ts';

/** What came of a build: the bot beside the base model on the manual's own words. */
export function ResultCard({ result }: { readonly result: BuildResult }) {
  const { t } = useTranslation('build');
  const format = useFormat();
  const { navigation } = useApp();
  const { check } = result;
  const { questions } = check;
  const { base, bot, saved } = surprise(check);
  const bars = [
    { name: t('result.base'), value: base, own: false },
    { name: result.name, value: bot, own: true },
  ];
  return (
    <Card className={styles.card}>
      <div className={styles.words}>
        <h2>{t('result.title')}</h2>
        <p>{saved > 0.005 ? t('result.better', { share: format.percent(saved) }) : t('result.same')}</p>
        <p className={styles.detail}>
          {t(check.windows === 'held-out' ? 'result.heldOut' : 'result.trained', { count: check.count })}{' '}
          {t('result.took', { time: format.duration(result.seconds) })}
        </p>
        {questions !== undefined && (
          <p className={styles.detail}>
            {t(questions.bot > questions.base ? 'result.questions' : 'result.questionsNot', {
              count: questions.count,
              suite: questions.suite,
              base: format.number(questions.base, 2),
              bot: format.number(questions.bot, 2),
            })}
          </p>
        )}
        <div className={styles.actions}>
          <Button
            tone="primary"
            icon={MessageSquare}
            onClick={() => navigation.go('chats', 'new', { bot: result.bot })}
          >
            {t('result.chat')}
          </Button>
          <a href={hashOf('benchmarks', { target: result.bot })}>{t('result.bench')}</a>
        </div>
      </div>
      <figure className={styles.figure}>
        <figcaption>{t('result.figure')}</figcaption>
        {bars.map(({ name, value, own }) => (
          <div key={name + String(own)} className={styles.bar}>
            <span className={styles.barName}>{name}</span>
            <span className={styles.value}>{format.number(value, 1)}</span>
            <span className={styles.track}>
              <span
                className={styles.fill}
                data-own={own || undefined}
                style={{ width: `${(value / Math.max(base, bot)) * 100}%` }}
              />
            </span>
          </div>
        ))}
        <p className={styles.detail}>
          {t('result.nats', { base: format.number(check.base, 3), bot: format.number(check.bot, 3) })}
        </p>
      </figure>
    </Card>
  );
}
