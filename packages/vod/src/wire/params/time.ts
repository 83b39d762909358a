import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, refusedWith, required } from './kind.js';
import { refusal, shown } from './message.js';

const form =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const rule = 'a time such as 2026-01-31T08:00:00Z';

/** A time in ISO 8601 with its offset from UTC, read as a Date (milliseconds). */
export function time({ code = 'InvalidParameterValue' }: { readonly code?: ApiErrorCode } = {}): Kind<Date> {
  return required({
    rule,
    json: { type: 'string', format: 'date-time', ...refusedWith(code) },
    read: (value, { name }) => {
      if (typeof value !== 'string') throw refusal('InvalidParameter', name, shown(value), rule);
      const parsed = parseTime(value);
      if (parsed === undefined) throw refusal(code, name, shown(value), rule);
      return parsed;
    },
  });
}

function parseTime(text: string): Date | undefined {
  const [, year, month, day] = form.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  // Date would read February 30 as a day in March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const real = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= lastDay;
  return real ? new Date(text) : undefined;
}
