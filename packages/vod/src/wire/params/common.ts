/** Common parameters, which requests of the older signature methods send with the parameters of the action. */
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
  /** Parameters of the action. */
  readonly rest: ReadonlyMap<string, string>;
}

/** Separates the common parameters from those of the action. An empty common parameter counts as missing. */
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
