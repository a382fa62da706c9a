import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Select, Slider } from '../../components/field.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './skills.module.css';
import { gridOf, meanOf, type Scope, type SoupEditor } from './soup-editor.ts';

/** One slider a skill, for all modules, a layer, or the module that was chosen in the map. */
export function Sliders({
  editor,
  scope,
  onScope,
}: {
  readonly editor: SoupEditor;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
}) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const { soup } = editor;
  const { values } = useStore(editor);
  const module = scope.kind === 'module' ? soup.modules[scope.module] : undefined;
  return (
    <div className={styles.sliders}>
      <Select
        label={t('scope.label')}
        value={keyOf(scope)}
        onChange={(key) => onScope(scopeOf(key))}
        options={[
          { value: 'all', label: t('scope.all') },
          ...gridOf(soup).layers.map((layer) => ({ value: `layer ${layer}`, label: t('scope.layer', { layer }) })),
          ...(module === undefined
            ? []
            : [
                {
                  value: keyOf(scope),
                  label: t('scope.module', { layer: module.layer, target: module.target.replace('_proj', '') }),
                },
              ]),
        ]}
      />
      {soup.skills.map((share, skill) => {
        const mean = meanOf(soup, values, skill, scope);
        return (
          <div key={share.skill} className={styles.slider}>
            <span>{share.name}</span>
            <Slider
              label={share.name}
              value={mean}
              min={-0.5}
              max={1.5}
              step={0.01}
              valueText={format.number(mean, 2)}
              onChange={(value) => editor.set(skill, scope, value)}
            />
            <output>{mean.toFixed(2)}</output>
          </div>
        );
      })}
    </div>
  );
}

function keyOf(scope: Scope): string {
  return scope.kind === 'all' ? 'all' : scope.kind === 'layer' ? `layer ${scope.layer}` : `module ${scope.module}`;
}

function scopeOf(key: string): Scope {
  const [kind, number] = key.split(' ');
  if (kind === 'layer') return { kind, layer: Number(number) };
  return kind === 'module' ? { kind, module: Number(number) } : { kind: 'all' };
}
