const units = [
  { seconds: 3600, name: 'h', spelling: /^(h|hrs?|hours?)$/ },
  { seconds: 60, name: 'm', spelling: /^(m|mins?|minutes?)$/ },
  { seconds: 1, name: 's', spelling: /^(s|secs?|seconds?)$/ },
  { seconds: 1e-3, name: 'ms', spelling: /^(ms|msecs?|milliseconds?)$/ },
] as const;

type Unit = (typeof units)[number];

const number = String.raw`(?:\d+(?:[.,]\d*)?|[.,]\d+)`;

/**
 * Parses a time as seconds: "90", "1,5", "1:30", "00:01:30.5", "1m30s", "1 h 5 min", "500ms", with an optional sign.
 * Returns `undefined` if the text is not a time, or if it is ambiguous: "1,500" is 1.5 in some countries and 1500 in others.
 */
export function parseSeconds(given: string): number | undefined {
  const [, sign, text = ''] = /^([+-]?)\s*(.*)$/s.exec(normalized(given)) ?? [];
  const seconds = parseClock(text) ?? parseUnits(text);
  return seconds !== undefined && sign === '-' ? -seconds : seconds;
}

/** Suggests corrected spellings of a text that parseSeconds() refuses, the most likely first. */
export function timeSuggestions(given: string): string[] {
  const [, sign = '', text = ''] = /^([+-]?)\s*(.*)$/s.exec(normalized(given)) ?? [];
  const found =
    fixThousands(text) ?? fixOverflow(text) ?? fixSeparators(text) ?? fixOrder(text) ?? findTime(text) ?? [];
  const signed = found
    .filter((spelling) => parseSeconds(spelling) !== undefined)
    .map((spelling) => `${sign}${spelling}`);
  return [...new Set(signed)];
}

function normalized(given: string): string {
  // Dashes and the minus sign of Unicode, which editors insert instead of a hyphen.
  return given
    .trim()
    .toLowerCase()
    .replaceAll(/[\u2012-\u2014\u2212]/g, '-');
}

function parseClock(text: string): number | undefined {
  const match = new RegExp(`^(?:(?:(\\d+):)?(\\d{1,3}):)?(${number})$`).exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = ''] = match;
  if (minutes === undefined && isThousands(seconds)) return undefined;
  // After a larger unit, minutes and seconds must be below 60: "1:75" is refused, "90" and "90:00" are accepted.
  if (minutes !== undefined && decimal(seconds) >= 60) return undefined;
  if (hours !== undefined && Number(minutes) >= 60) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + decimal(seconds);
}

interface Amount {
  digits: string;
  /** Index in `units`; -1 without a unit. */
  unit: number;
}

function parseAmounts(text: string): Amount[] | undefined {
  const found: Amount[] = [];
  const one = new RegExp(`(${number})\\s*([a-z]*)\\s*`, 'y');
  while (one.lastIndex < text.length) {
    const match = one.exec(text);
    if (match === null) return undefined;
    const [, digits = '', word = ''] = match;
    const unit = units.findIndex(({ spelling }) => spelling.test(word));
    if (word !== '' && unit === -1) return undefined;
    found.push({ digits, unit });
  }
  return found;
}

function parseUnits(text: string): number | undefined {
  const found = parseAmounts(text);
  if (found === undefined || found.length === 0 || found[0]?.unit === -1) return undefined;
  let total = 0;
  let before = -1;
  for (const [index, { digits, unit }] of found.entries()) {
    const last = index === found.length - 1;
    // "1m30" and "1h30": the last number is in the next smaller unit.
    const actual = unit === -1 && last && before < 2 ? before + 1 : unit;
    if (actual <= before || isThousands(digits) || (!last && /[.,]/.test(digits))) return undefined;
    total += decimal(digits) * (units[actual] as Unit).seconds;
    before = actual;
  }
  return total;
}

function decimal(digits: string): number {
  return Number(digits.replace(',', '.'));
}

function isThousands(digits: string): boolean {
  return /^[1-9]\d{0,2},\d{3}$/.test(digits);
}

function fixThousands(text: string): string[] | undefined {
  // "1,500.5" and "1.500,5".
  if (/^[1-9]\d{0,2}(?:(?:,\d{3})+\.|(?:\.\d{3})+,)\d+$/.test(text)) {
    const [whole = '', fraction] = text.split(/[.,](?=\d+$)/);
    return [`${whole.replaceAll(/[.,]/g, '')}.${fraction}`];
  }
  const match = /^([1-9]\d{0,2}(?:,\d{3})+)(\s*[a-z]*)$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unit = ''] = match;
  const whole = digits.replaceAll(',', '') + unit;
  return isThousands(digits) ? [String(decimal(digits)) + unit, whole] : [whole];
}

// "1:75" becomes "2:15", "1:30m" becomes "1:30", and "0:01:30:12" loses its frame number.
function fixOverflow(text: string): string[] | undefined {
  const bare = text.replace(/\s*[a-z]+$/, '').replace(/^((?:\d+:){2}\d+)[:;]\d+$/, '$1');
  if (!new RegExp(`^(?:\\d+:){1,2}${number}$`).test(bare)) return undefined;
  if (parseSeconds(bare) !== undefined) return [bare];
  const total = bare.split(':').reduce((sum, part) => sum * 60 + decimal(part), 0);
  return [formatClock(total)];
}

// "1.30.5", "00.01.30", "1-30", "1;30", "1 30" and "1'30" become times with colons.
function fixSeparators(text: string): string[] | undefined {
  const match = /^(\d+)[.;](\d{1,2})[.;,](\d+)$/.exec(text);
  if (match !== null) {
    const [, first, second, third = ''] = match;
    return [third.length === 2 ? `${first}:${second}:${third}` : `${first}:${second}.${third}`];
  }
  const pair = /^(\d+)\s*[-;'’ ]\s*(\d{1,2})["”]?$/.exec(text);
  return pair === null ? undefined : [`${pair[1]}:${pair[2]?.padStart(2, '0')}`];
}

// "30s1m" becomes "1m30s".
function fixOrder(text: string): string[] | undefined {
  const found = parseAmounts(text);
  if (found === undefined || found.length < 2 || found.some(({ unit }) => unit === -1)) return undefined;
  const sorted = found.toSorted((a, b) => a.unit - b.unit);
  return [sorted.map(({ digits, unit }) => `${digits}${(units[unit] as Unit).name}`).join('')];
}

// Finds the only time in a text: "at 1:30", "~90".
function findTime(text: string): string[] | undefined {
  if (/^(start|begin|beginning)$/.test(text)) return ['0'];
  if (/^\d+(\.\d+)?e\+?\d$/.test(text)) return [String(Number(text))];
  const found = [...text.matchAll(new RegExp(`(?<![a-z\\d.:,])(?:\\d+:){0,2}${number}(?![a-z\\d:]|[.,]\\d)`, 'g'))].map(
    ([time]) => time,
  );
  return found.length === 1 && !/[%/]/.test(text) ? found : undefined;
}

/** Formats seconds as "1:02:03.5". */
function formatClock(total: number): string {
  const seconds = Number((total % 60).toFixed(6));
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  const pair = (value: number): string => (value < 10 ? `0${value}` : String(value));
  return hours > 0 ? `${hours}:${pair(minutes)}:${pair(seconds)}` : `${minutes}:${pair(seconds)}`;
}
