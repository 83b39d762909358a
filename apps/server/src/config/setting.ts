import { isIP } from 'node:net';

/** An invalid value of a flag or variable, or an invalid command line. */
export class ConfigError extends Error {}

/** The text of a setting, and the flag or variable that it came from. */
export interface RawSetting {
  readonly name: string;
  readonly value: string;
}

/** Throws ConfigError, which names the flag or variable. */
export type Parse<T> = (raw: RawSetting) => T;

/** One setting of the service. */
export interface Setting<T> {
  readonly variable: string;
  /** Without dashes. Secrets have no flag, because other users of the machine can read command lines. */
  readonly flag?: string;
  /** Stands for the value in --help, as in `--host=<host>`. */
  readonly placeholder?: string;
  /** The value of a setting that is not set, written as in the variable. */
  readonly default?: string;
  /** Describes what happens without a value, for settings that have no fixed default. */
  readonly unset?: string;
  /** One sentence without a full stop, for --help and the README. */
  readonly description: string;
  readonly parse: Parse<T>;
}

/** The default of a setting as people read it; `none` when a setting has no effect until it is set. */
export function defaultText(setting: Setting<unknown>): string {
  return setting.default ?? setting.unset ?? 'none';
}

export function text({ value }: RawSetting): string {
  return value;
}

/** A text without spaces and control characters, such as the name of a host or a user. @param what as in `a host name` */
export function word(what: string): Parse<string> {
  return ({ name, value }) => {
    if (/^[^\s\p{C}]+$/u.test(value)) return value;
    throw new ConfigError(`${name} must be ${what} without spaces, got ${JSON.stringify(value)}`);
  };
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): Parse<number> {
  return ({ name, value }) => {
    const number = /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new ConfigError(`${name} must be an integer from ${min} to ${max}, got ${JSON.stringify(value)}`);
  };
}

export function choice<const T extends string>(choices: readonly T[]): Parse<T> {
  return ({ name, value }) => {
    const found = choices.find((one) => one === value);
    if (found) return found;
    throw new ConfigError(`${name} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
  };
}

const secondsPerUnit = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Seconds, from `90`, `90s`, `30m`, `24h` or `7d`. @param min seconds */
export function duration(min: number, max: number): Parse<number> {
  return ({ name, value }) => {
    const [, count, unit = 's'] = /^(\d{1,9})(s|m|h|d)?$/.exec(value) ?? [];
    const seconds = Number(count) * secondsPerUnit[unit as keyof typeof secondsPerUnit];
    if (seconds >= min && seconds <= max) return seconds;
    throw new ConfigError(
      `${name} must be a duration such as 90s, 30m, 24h or 7d, from ${durationText(min)} to ${durationText(max)}, got ${JSON.stringify(value)}`,
    );
  };
}

/** A duration as people write it: `1h` for 3600, `90s` for 90. */
function durationText(seconds: number): string {
  return inLargestUnit(seconds, secondsPerUnit) ?? `${seconds}s`;
}

function sizeText(size: number): string {
  return inLargestUnit(size, bytesPerUnit) ?? String(size);
}

/** A number in the largest unit that divides it. */
function inLargestUnit(value: number, units: Readonly<Record<string, number>>): string | undefined {
  const [unit, size] = Object.entries(units).findLast(([, one]) => value > 0 && value % one === 0) ?? [];
  return size === undefined ? undefined : `${value / size}${unit}`;
}

const bytesPerUnit = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** Bytes, from `1000`, `512M` or `2G`: units of 1024. */
export function bytes(min: number, max: number): Parse<number> {
  return ({ name, value }) => {
    const [, count, unit] = /^(\d{1,15})([KMG])?$/.exec(value) ?? [];
    const size = Number(count) * (unit === undefined ? 1 : bytesPerUnit[unit as keyof typeof bytesPerUnit]);
    if (size >= min && size <= max) return size;
    throw new ConfigError(
      `${name} must be a size such as 1000 (bytes), 512M or 2G, from ${sizeText(min)} to ${sizeText(max)}, got ${JSON.stringify(value)}`,
    );
  };
}

/** A number of pixels, or a size such as 1920x1080, whose sides are multiplied. */
export function pixels(min: number, max: number): Parse<number> {
  return ({ name, value }) => {
    const [, width, height = '1'] = /^(\d{1,9})(?:x(\d{1,9}))?$/.exec(value) ?? [];
    const count = Number(width) * Number(height);
    if (count >= min && count <= max) return count;
    throw new ConfigError(
      `${name} must be a number of pixels from ${min} to ${max}, or a size such as 1920x1080, got ${JSON.stringify(value)}`,
    );
  };
}

/** IP addresses and CIDR ranges, separated by commas. */
export function networks({ name, value }: RawSetting): readonly string[] {
  const list = value.split(',').map((one) => one.trim());
  for (const one of list) {
    const [address = '', bits, ...more] = one.split('/');
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (most >= 0 && isRange && more.length === 0) continue;
    throw new ConfigError(
      `${name} must be IP addresses and CIDR ranges such as 10.0.0.0/8, separated by commas, got ${JSON.stringify(one)}`,
    );
  }
  return list;
}

export function keyId({ name, value }: RawSetting): string {
  if (/^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new ConfigError(`${name} must be 1 to 128 printable ASCII characters without spaces`);
}

// The URL may hold a password: then the message does not show it.
export function httpUrl({ name, value }: RawSetting): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isBase = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(value);
  if (isBase) return url.href.replace(/\/+$/, '');
  throw new ConfigError(
    `${name} must be an http or https URL such as https://media.example.org, without a user name, query or fragment` +
      (/[@?#]/.test(value) ? '' : `, got ${JSON.stringify(value)}`),
  );
}

// The URL may hold a password: the message does not show it.
export function postgresUrl({ name, value }: RawSetting): string {
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  throw new ConfigError(`${name} must begin with postgres:// or postgresql://`);
}
