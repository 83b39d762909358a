/** The parameters that the older signature methods put among those of the action. */
export const commonNames = [
  'Action',
  'Version',
  'Timestamp',
  'Nonce',
  'SecretId',
  'Signature',
  'SignatureMethod',
  'Token',
  'Region',
  'Language',
  'RequestClient',
] as const;

export type CommonName = (typeof commonNames)[number];

export interface Split {
  readonly common: { readonly [K in CommonName]?: string };
  /** What belongs to the action. */
  readonly rest: ReadonlyMap<string, string>;
}

/** Takes the common parameters out. An empty one counts as missing. */
export function splitCommon(pairs: ReadonlyMap<string, string>): Split {
  const rest = new Map(pairs);
  const common: { [K in CommonName]?: string } = {};
  for (const name of commonNames) {
    const value = rest.get(name);
    if (value !== undefined && value !== '') common[name] = value;
    rest.delete(name);
  }
  return { common, rest };
}
