import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api.ts';
import { Field, Select, Switch, TextInput } from '../../components/field.tsx';
import { useChoiceNames } from '../../i18n/choice-names.ts';
import { useFormat } from '../../i18n/format.ts';
import { type FieldKind, type FieldPath, recipeFields } from '../../state/recipe-fields.ts';
import styles from './recipe-editor.module.css';

export interface RecipeFieldProps {
  readonly path: FieldPath;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}

/** One number of the recipe: its name, what it does, and the control that its kind asks for. */
export function RecipeField({ path, value, onChange }: RecipeFieldProps) {
  const { t } = useTranslation('recipe');
  const format = useFormat();
  const field: FieldKind = recipeFields[path];
  const choiceOf = useChoiceNames();
  const [wrong, setWrong] = useState(false);
  const range = rangeOf(field);
  const error = t(`wrong.${range.kind}`, { min: format.number(range.min), max: format.number(range.max) });
  return (
    <Field label={t(`fields.${path}.label`)} hint={t(`fields.${path}.help`)} error={wrong ? error : undefined} inline>
      {(control) => {
        switch (field.kind) {
          case 'boolean':
            return (
              <Switch
                id={control.id}
                aria-describedby={control['aria-describedby']}
                checked={value === true}
                onChange={onChange}
              />
            );
          case 'choice':
            return (
              <Select
                {...control}
                value={String(value)}
                onChange={onChange}
                options={field.options.map((option) => ({ value: option, label: choiceOf(path, option) }))}
              />
            );
          case 'choices':
            return (
              <Choices
                label={t(`fields.${path}.label`)}
                options={field.options.map((option) => [option, choiceOf(path, option)])}
                value={value as readonly string[]}
                onChange={onChange}
              />
            );
          case 'integers':
            return (
              <Typed
                {...control}
                text={(value as readonly number[]).join(', ')}
                read={(text) => {
                  const numbers = text
                    .split(/[\s,;]+/)
                    .filter(Boolean)
                    .map(Number);
                  const fine =
                    numbers.length > 0 && numbers.every((n) => Number.isInteger(n) && n >= field.min && n <= field.max);
                  return fine ? numbers : undefined;
                }}
                onChange={onChange}
                onWrong={setWrong}
              />
            );
          case 'initial':
            return (
              <Limit label={t('normal')} off={value === 'normal'} onOff={(off) => onChange(off ? 'normal' : 0.5)}>
                <Typed
                  {...control}
                  text={value === 'normal' ? '' : String(value)}
                  read={numberIn(range.min, range.max, false)}
                  onChange={onChange}
                  onWrong={setWrong}
                  disabled={value === 'normal'}
                />
              </Limit>
            );
          case 'early-stop':
            return (
              <EarlyStop
                id={control.id}
                value={value as { readonly every: number; readonly patience: number } | null}
                onChange={onChange}
                onWrong={setWrong}
              />
            );
          default: {
            const typed = (
              <Typed
                {...control}
                text={value === null ? '' : String(value)}
                read={numberIn(field.min, field.max, field.kind === 'integer')}
                onChange={onChange}
                onWrong={setWrong}
                disabled={value === null}
              />
            );
            if (field.nullable !== true) return typed;
            return (
              <Limit label={t('noLimit')} off={value === null} onOff={(off) => onChange(off ? null : startOf(path))}>
                {typed}
              </Limit>
            );
          }
        }
      }}
    </Field>
  );
}

/** What can be written, for who wrote something else. */
function rangeOf(field: FieldKind): {
  readonly kind: 'number' | 'whole' | 'wholes';
  readonly min: number;
  readonly max: number;
} {
  switch (field.kind) {
    case 'integers':
      return { ...field, kind: 'wholes' };
    case 'integer':
      return { ...field, kind: 'whole' };
    case 'number':
      return { ...field, kind: 'number' };
    case 'early-stop':
      return { kind: 'whole', min: 1, max: 1_000_000 };
    default:
      return { kind: 'number', min: -10, max: 10 };
  }
}

/** Where a limit begins that was off. */
function startOf(path: FieldPath): number {
  return path === 'training.clipNorm' ? 1 : path.endsWith('maxExamples') ? 1000 : 200;
}

function numberIn(min: number, max: number, whole: boolean) {
  return (text: string): number | undefined => {
    const number = Number(text.replace(',', '.'));
    const fine = text.trim() !== '' && Number.isFinite(number) && number >= min && number <= max;
    return fine && (!whole || Number.isInteger(number)) ? number : undefined;
  };
}

interface TypedProps {
  readonly id?: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-label'?: string;
  readonly text: string;
  /** What was typed as a value; undefined when it is none yet. */
  readonly read: (text: string) => Json | undefined;
  readonly onChange: (value: Json) => void;
  /** Told when it is left as something that is no value, and when that is over. */
  readonly onWrong: (wrong: boolean) => void;
  readonly disabled?: boolean;
}

/** Text that is a value once it can be read as one; until then it is marked, and nothing changes. */
function Typed({ text, read, onChange, onWrong, ...rest }: TypedProps) {
  const [typed, setTyped] = useState(text);
  const { disabled = false } = rest;
  useEffect(() => setTyped(text), [text]);
  const wrong = !disabled && read(typed) === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is right again is told at once, what is wrong when it is left
  useEffect(() => {
    if (!wrong) onWrong(false);
  }, [wrong]);
  const take = () => {
    const value = read(typed);
    onWrong(wrong);
    if (value !== undefined && typed !== text) onChange(value);
  };
  return (
    <TextInput
      {...rest}
      className={styles.number}
      inputMode="decimal"
      value={typed}
      aria-invalid={wrong || undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  );
}

function Limit({
  label,
  off,
  onOff,
  children,
}: {
  readonly label: string;
  readonly off: boolean;
  readonly onOff: (off: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.limit}>
      <label className={styles.small}>
        <input type="checkbox" checked={off} onChange={(event) => onOff(event.target.checked)} />
        {label}
      </label>
      {children}
    </div>
  );
}

function Choices({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  /** Each with what it is called. */
  readonly options: readonly (readonly [string, string])[];
  readonly value: readonly string[];
  readonly onChange: (value: Json) => void;
}) {
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">{label}</legend>
      {options.map(([option, name]) => (
        <label key={option} className={styles.small}>
          <input
            type="checkbox"
            checked={value.includes(option)}
            onChange={(event) => {
              const next = options
                .map(([each]) => each)
                .filter((each) => (each === option ? event.target.checked : value.includes(each)));
              if (next.length > 0) onChange(next);
            }}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function EarlyStop({
  id,
  value,
  onChange,
  onWrong,
}: {
  readonly id: string;
  readonly value: { readonly every: number; readonly patience: number } | null;
  readonly onChange: (value: Json) => void;
  readonly onWrong: (wrong: boolean) => void;
}) {
  const { t } = useTranslation('recipe');
  const numbers = value ?? { every: 8, patience: 3 };
  const { min, max } = rangeOf({ kind: 'early-stop' });
  return (
    <div className={styles.limit}>
      <Switch id={id} checked={value !== null} onChange={(on) => onChange(on ? numbers : null)} />
      {value !== null &&
        (['every', 'patience'] as const).map((key) => (
          <span key={key} className={styles.small}>
            <span aria-hidden>{t(`earlyStop.${key}`)}</span>
            <Typed
              aria-label={t(`earlyStop.${key}`)}
              text={String(value[key])}
              read={numberIn(min, max, true)}
              onWrong={onWrong}
              onChange={(next) => onChange({ ...value, [key]: next })}
            />
          </span>
        ))}
    </div>
  );
}
