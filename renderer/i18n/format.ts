import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Numbers, sizes and times as the shown language writes them. */
export interface Format {
  /** `1 234.5`; at most so many digits behind the point. */
  number(value: number, digits?: number): string;
  /** 0.42 → `42 %`. */
  percent(share: number, digits?: number): string;
  /** 1 500 000 000 → `1.5 GB`. */
  bytes(bytes: number): string;
  /** 3 700 s → `1 hr 2 min`; below a minute in seconds. */
  duration(seconds: number): string;
  /** An ISO time → `25 Nov 2026, 09:12`. */
  date(iso: string): string;
  /** An ISO time → `yesterday`, `3 minutes ago`. */
  ago(iso: string, now?: number): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
}

export function createFormat(language: string): Format {
  const unit = (value: number, name: string, digits = 0, unitDisplay: 'short' | 'narrow' = 'short') =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: digits,
    }).format(value);
  return {
    number: (value, digits = 2) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    percent: (share, digits = 0) =>
      new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share),
    bytes(bytes) {
      const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
      const step = bytes < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(bytes) / 3));
      const value = bytes / 1000 ** step;
      return unit(value, names[step]!, step === 0 || value >= 100 ? 0 : 1);
    },
    duration(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      if (whole < 60) return unit(whole, 'second');
      if (whole < 600) {
        const rest = Math.round(whole % 60);
        return rest === 0
          ? unit(whole / 60, 'minute')
          : `${unit(Math.floor(whole / 60), 'minute')} ${unit(rest, 'second')}`;
      }
      const minutes = Math.round(whole / 60);
      if (minutes < 60) return unit(minutes, 'minute');
      const rest = minutes % 60;
      return rest === 0
        ? unit(minutes / 60, 'hour')
        : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
    },
    date: (iso) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
    ago(iso, now = Date.now()) {
      const seconds = (Date.parse(iso) - now) / 1000;
      const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
      for (const [name, size] of steps)
        if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), name);
      return relative.format(0, 'second');
    },
    list: (items) => new Intl.ListFormat(language).format(items),
  };
}

const steps = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** The formatters of the shown language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => createFormat(regionOf(i18n.language, navigator.languages)), [i18n.language]);
}

/** The person's own region of a language, where the system names one: `en` → `en-GB`. */
export function regionOf(language: string, system: readonly string[]): string {
  return system.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}
