/** The host as sent, and without its port: clients differ in which of the two they sign. */
export function hostForms(host: string): readonly string[] {
  const bare = host.replace(/:\d{1,5}$/, '');
  return bare === host ? [host] : [host, bare];
}
