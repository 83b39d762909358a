import { useTranslation } from 'react-i18next';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Formats of numbers, sizes and times in a language. */
export function formats(language: string) {
  // Formatters take much longer to make than to use.
  const numbers = new Map<string, Intl.NumberFormat>();
  const number = (value: number, options: Intl.NumberFormatOptions = {}) => {
    const key = JSON.stringify(options);
    const format = numbers.get(key) ?? new Intl.NumberFormat(language, options);
    numbers.set(key, format);
    return format.format(value);
  };
  const times = new Map<string, Intl.DateTimeFormat>();
  const time = (value: string, timeStyle: 'short' | 'medium') => {
    const format = times.get(timeStyle) ?? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle });
    times.set(timeStyle, format);
    return format.format(new Date(value));
  };
  return {
    number,
    /** Of bytes, in units of 1000: `1.2 MB`. */
    bytes(bytes: number): string {
      const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
      const value = bytes / 1000 ** power;
      const digits = power === 0 || value >= 100 ? 0 : 1;
      return number(value, {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: digits,
      });
    },
    /** Of seconds, as a player shows it: `1:02:03`, or `0:07.5` with tenths. */
    duration(seconds: number, tenths = false): string {
      const step = tenths ? 10 : 1;
      const all = Math.round(seconds * step) / step;
      const hours = Math.floor(all / 3600);
      const minutes = Math.floor((all % 3600) / 60);
      const rest = (all % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0');
      return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
    },
    /** Of the seconds that something took: `0.4 s`, `12 s`, from two minutes on as a duration; `< 1 s` for 0, as times are often rounded. */
    seconds(seconds: number): string {
      if (seconds >= 120) return this.duration(seconds);
      if (seconds === 0) return `< ${this.seconds(1)}`;
      const digits = seconds < 10 ? 1 : 0;
      return number(seconds, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: digits });
    },
    /** Of a time in ISO 8601. */
    dateTime: (iso: string) => time(iso, 'short'),
    /** The same with seconds. */
    dateTimeSeconds: (iso: string) => time(iso, 'medium'),
  };
}

const byLanguage = new Map<string, ReturnType<typeof formats>>();

/** The formats of the language of the page. */
export function useFormats() {
  const { language } = useTranslation().i18n;
  const found = byLanguage.get(language) ?? formats(language);
  byLanguage.set(language, found);
  return found;
}
