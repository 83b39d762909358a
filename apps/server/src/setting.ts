/** A flag or variable that will not do. */
export class ConfigError extends Error {}

/** What somebody said, and where. */
export interface Told {
  readonly name: string;
  readonly value: string;
}

/** One thing that the service can be told. */
export interface Setting<T> {
  readonly variable: string;
  /** Without the dashes. Secrets have none: other users of the machine can read the words of a command. */
  readonly flag?: string;
  /** What it is when nobody says so, in words. */
  readonly default: string;
  /** For --help. */
  readonly help: string;
  /** Throws ConfigError, which names where it was said. */
  readonly read: (told: Told) => T;
}

export function text({ value }: Told): string {
  return value;
}

export function integer(min: number, max: number): (told: Told) => number {
  return ({ name, value }) => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new ConfigError(`${name} is ${JSON.stringify(value)}; it must be a whole number from ${min} to ${max}`);
  };
}

export function choice<const T extends string>(choices: readonly T[]): (told: Told) => T {
  return ({ name, value }) => {
    const found = choices.find((one) => one === value);
    if (found) return found;
    throw new ConfigError(`${name} is ${JSON.stringify(value)}; it must be one of ${choices.join(', ')}`);
  };
}

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Seconds, of `90`, `90s`, `30m`, `24h` or `7d`. @param min seconds */
export function duration(min: number, max: number): (told: Told) => number {
  return ({ name, value }) => {
    const [, count, unit = 's'] = /^(\d{1,9})(s|m|h|d)?$/.exec(value) ?? [];
    const seconds = Number(count) * units[unit as keyof typeof units];
    if (seconds >= min && seconds <= max) return seconds;
    const range = `from ${min}s to ${max}s`;
    throw new ConfigError(`${name} is ${JSON.stringify(value)}; it must be a time as 90s, 30m, 24h or 7d, ${range}`);
  };
}

const sizes = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** Bytes, of `1000`, `512M` or `2G`: units of 1024. */
export function bytes(min: number, max: number): (told: Told) => number {
  return ({ name, value }) => {
    const [, count, unit] = /^(\d{1,15})([KMG])?$/.exec(value) ?? [];
    const size = Number(count) * (unit === undefined ? 1 : sizes[unit as keyof typeof sizes]);
    if (size >= min && size <= max) return size;
    throw new ConfigError(
      `${name} is ${JSON.stringify(value)}; it must be bytes as 1000, 512M or 2G, from ${min} to ${max}`,
    );
  };
}

export function keyId({ name, value }: Told): string {
  if (/^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new ConfigError(`${name} must be 1 to 128 printable characters without spaces`);
}

export function httpUrl({ name, value }: Told): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(value);
  if (plain) return url.href.replace(/\/+$/, '');
  throw new ConfigError(`${name} must be a URL as https://media.example.org, without user, query and fragment`);
}

// The URL may hold a password: messages never show it.
export function postgresUrl({ name, value }: Told): string {
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  throw new ConfigError(`${name} must begin with postgres:// or postgresql://`);
}
