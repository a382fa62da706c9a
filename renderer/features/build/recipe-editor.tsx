import { Download, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RecipeJson } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { fieldPaths, recipeParts, valueAt, withValue } from '../../state/recipe-fields.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './recipe-editor.module.css';
import { RecipeField } from './recipe-field.tsx';
import type { Setup } from './setup.ts';

/** The whole recipe, every number with what it does. */
export function RecipeEditor({ recipe, setup }: { readonly recipe: RecipeJson; readonly setup: Setup }) {
  const { t } = useTranslation('recipe');
  const { t: build } = useTranslation('build');
  const { files, toasts } = useApp();
  const preset = useStore(setup, (state) => state.preset);
  const importFile = async () => {
    const [file] = await files.pick('recipe', false);
    if (file !== undefined) await setup.importRecipe(await file.path());
  };
  return (
    <Card className={styles.editor}>
      <div className={styles.head}>
        <h2>{build('advanced.recipe')}</h2>
        <Button size="s" icon={Upload} onClick={() => importFile().catch(toasts.fail)}>
          {build('advanced.import')}
        </Button>
        <Button
          size="s"
          icon={Download}
          onClick={() => files.saveText(`${preset}.recipe.json`, `${JSON.stringify(recipe, null, 2)}\n`)}
        >
          {build('advanced.export')}
        </Button>
      </div>
      {recipeParts.map((part) => (
        <section key={part} className={styles.part} aria-labelledby={`recipe-${part}`}>
          <div>
            <h3 id={`recipe-${part}`}>{t(`parts.${part}.title`)}</h3>
            <p className={styles.detail}>{t(`parts.${part}.detail`)}</p>
          </div>
          {fieldPaths
            .filter((path) => path.startsWith(`${part}.`) || (path === 'seed' && part === 'study'))
            .map((path) => (
              <RecipeField
                key={path}
                path={path}
                value={valueAt(recipe, path)}
                onChange={(value) => setup.changeRecipe(withValue(recipe, path, value))}
              />
            ))}
        </section>
      ))}
    </Card>
  );
}
