import { readUrl } from '@cliploop/fetch';
import { Lanes } from '../../store/lanes.js';

/** Most downloads from one host at the same time. */
const MAX_DOWNLOADS = 16;

/**
 * Limits the downloads from each host, so that the service does not overload one. The applications take turns; one alone gets half of
 * the downloads.
 */
export class Hosts {
  private readonly hosts = new Map<string, { readonly lanes: Lanes; users: number }>();

  constructor(private readonly slots = MAX_DOWNLOADS) {}

  /** Runs a download as soon as its host has a free slot. @param signal ends the wait */
  async run<T>(url: string, subAppId: number, signal: AbortSignal, download: () => Promise<T>): Promise<T> {
    const name = readUrl(url)?.host ?? '';
    const host = this.hosts.get(name) ?? { lanes: new Lanes({ slots: this.slots }), users: 0 };
    this.hosts.set(name, host);
    host.users += 1;
    try {
      return await host.lanes.run(subAppId, download, signal);
    } finally {
      host.users -= 1;
      if (host.users === 0) this.hosts.delete(name);
    }
  }
}
