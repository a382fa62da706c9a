import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { changesFrom } from '../../state/recipe-fields.ts';
import styles from './preset-choice.module.css';
import type { Setup } from './setup.ts';

const known = ['quick', 'best', 'paper'] as const;

/** How long to let it learn: the presets in plain words. */
export function PresetChoice({ setup }: { readonly setup: Setup }) {
  const { t } = useTranslation('build');
  const { presets, preset, recipe } = useStore(setup);
  const base = presets.find(({ name }) => name === preset)?.recipe;
  const changed = base !== undefined && recipe !== null ? Object.keys(changesFrom(base, recipe)).length : 0;
  return (
    <fieldset>
      <legend className={styles.legend}>{t('preset.legend')}</legend>
      <div className={styles.choices}>
        {known.map((name) => (
          <label key={name} className={styles.choice}>
            <input
              type="radio"
              name="preset"
              value={name}
              checked={preset === name}
              onChange={() => setup.choosePreset(name)}
            />
            <span className={styles.name}>{t(`preset.${name}.title`)}</span>
            <span className={styles.detail}>{t(`preset.${name}.detail`)}</span>
          </label>
        ))}
      </div>
      {changed > 0 && <p className={styles.changed}>{t('preset.changed', { count: changed })}</p>}
    </fieldset>
  );
}
