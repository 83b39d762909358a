import type { SandboxLayer } from '@cliploop/core/sandbox';

/** `auto`: as far as the system allows; `required`: no media process without all layers; `off`: none, for searching errors. */
export type SandboxMode = 'auto' | 'required' | 'off';

/** The inactive layers with the reasons; empty if there are none. */
export function missingText(found: readonly SandboxLayer[]): string {
  const missing = found.filter(({ active }) => !active);
  return missing.map(({ name, detail }) => `${name} (${detail})`).join('; ');
}
